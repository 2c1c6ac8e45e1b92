"""A member can write a command in the first line of a mail, in four languages."""

import pytest

from forum.mail.reading.commands import Command, find_command


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("stop", "stop"),
        ("STOP.", "stop"),
        ("  Unsubscribe", "stop"),
        ("Baja", "stop"),
        ("Arrêter", "stop"),
        ("arret", "stop"),
        ("Cancelar inscrição", "stop"),
        ("Daily", "daily"),
        ("Cada día", "daily"),
        ("Tous les jours", "daily"),
        ("Diário", "daily"),
        ("weekly!", "weekly"),
        ("Semanal", "weekly"),
        ("hebdomadaire", "weekly"),
        ("Todas as semanas", "weekly"),
        ("*Watch*", "watch"),
        ("seguir", "watch"),
        ("Suivre", "watch"),
        ("acompanhar", "watch"),
        ("Mute", "mute"),
        ("Silenciar", "mute"),
        ("Mettre en sourdine", "mute"),
    ],
)
def test_a_command_is_understood_in_four_languages(line, name):
    assert find_command(f"\n{line}\n") == Command(name, 0, is_alone=True)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("pause 2 weeks", 14),
        ("Pause for 10 days", 10),
        ("pausa 2 semanas", 14),
        ("Pausar por 1 mes", 30),
        ("pause d'une semaine", 0),
        ("pause une semaine", 7),
        ("Pausa 3 dias", 3),
        ("pausa um mês", 30),
    ],
)
def test_a_pause_has_a_length(line, days):
    assert find_command(line) == (Command("pause", days, is_alone=True) if days else None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Stop the privatisation of water.",
        "I watch",
        "pause 900 weeks",
        "pause 0 weeks",
        "pause 2 centuries",
        "Hello\nstop",
        "x" * 10_000,
        "pause " + "9" * 10_000,
    ],
)
def test_other_texts_are_no_commands(text):
    assert find_command(text) is None


def test_a_command_above_a_text_is_marked():
    assert find_command("Weekly\n\nWe meet on Mondays.") == Command("weekly", 0, is_alone=False)
