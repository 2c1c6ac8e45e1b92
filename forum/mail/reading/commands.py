"""Read the commands that a member may write in the first line of a mail, in four languages."""

import re
import unicodedata
from dataclasses import dataclass

MOST_DAYS = 366

# Folded: lower case, without accents.
WORDS = {
    "stop": (
        "stop|unsubscribe|baja|darme de baja|parar|cancelar suscripcion|arret|arreter"
        "|me desabonner|desabonner|cancelar inscricao|sair"
    ),
    "daily": (
        "daily|diario|diariamente|cada dia|todos los dias|quotidien|chaque jour|tous les jours"
        "|todos os dias"
    ),
    "weekly": (
        "weekly|semanal|semanalmente|cada semana|todas las semanas|hebdomadaire|chaque semaine"
        "|toutes les semaines|todas as semanas"
    ),
    "watch": "watch|follow|seguir|vigilar|observar|suivre|surveiller|acompanhar",
    "report": (
        "report|report this|denunciar|denuncia|denunciar esto|signaler|signalement|signaler ceci"
        "|denunciar isto|denunciar isso"
    ),
    "mute": "mute|silenciar|muet|silence|sourdine|mettre en sourdine|couper le son",
}
UNITS = {
    1: "day|days|dia|dias|jour|jours",
    7: "week|weeks|semana|semanas|semaine|semaines",
    30: "month|months|mes|meses|mois",
}
ONE = "a|one|un|una|une|um|uma"
PAUSE = re.compile(
    r"^(?:pause|pausa|pausar|suspender|suspendre)(?: (?:for|por|durante|pendant|de))? "
    rf"(?P<number>\d{{1,3}}|{ONE}) (?P<unit>[a-z]{{3,9}})$"
)
AROUND = " \t.!,;:*_\"'«»“”‘’()[]<>-"


@dataclass(frozen=True)
class Command:
    """What a member asks for. `days` is the length of a pause, else 0.

    `is_alone` says whether the author wrote nothing else. "Weekly" may also be an answer to a
    question, so a command with other text below it needs care.
    """

    name: str
    days: int
    is_alone: bool


def find_command(kept_text: str) -> Command | None:
    """The command in the first line of an author's text."""
    first, _, rest = kept_text.strip().partition("\n")
    words = _folded(first)
    is_alone = not rest.strip()
    for name, forms in NAMES.items():
        if words in forms:
            return Command(name, 0, is_alone)
    days = _days_of_pause(words)
    return Command("pause", days, is_alone) if days else None


def _folded(line: str) -> str:
    decomposed = unicodedata.normalize("NFKD", line[:100].casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.strip(AROUND).split())


def _days_of_pause(words: str) -> int:
    pause = PAUSE.match(words)
    if not pause:
        return 0
    number = int(pause["number"]) if pause["number"].isdigit() else 1
    days = number * DAYS_OF_UNIT.get(pause["unit"], 0)
    return days if days <= MOST_DAYS else 0


NAMES = {name: frozenset(forms.split("|")) for name, forms in WORDS.items()}
DAYS_OF_UNIT = {unit: days for days, units in UNITS.items() for unit in units.split("|")}
