"""Find signatures: what follows "-- ", and the lines that phones and programs add."""

import re

# A longer text after "--" is not a signature, and is kept.
MOST_LINES = 12
MOST_CHARACTERS = 800
MOST_LINES_WITH_EMPTY_ONES = 40
# A rule ("---") also separates two parts of a text: only short lines after it are a signature.
MOST_LINES_AFTER_RULE = 6
MOST_CHARACTERS_OF_LINE = 60
DELIMITER = re.compile(r"^(?:--|—|__)$")
UNDERSCORES = re.compile(r"^_{3,200}$")
RULE = re.compile(r"^[-=*#~+]{3,200}$")
MOST_WORDS = 11

SENTENCE = re.compile(r"[.!?…]$")

DEVICE = (
    r"i ?phone|i ?pad|i ?pod|apple watch|android|black ?berry|windows|outlook|hotmail|msn"
    r"|yahoo|aol|gmail|mailbox|airmail|sparrow|typeapp|blue ?mail|spark|k-9|zoho"
    r"|thunderbird|proton ?mail|samsung|galaxy|huawei|honor|xiaomi|redmi|oppo|vivo|tecno|infinix"
    r"|itel|nokia|lumia|sony|xperia|motorola|moto|htc|lg|alcatel|wiko|asus|pixel|nexus|oneplus"
    r"|mobile|phone|smartphone|cell|tablet|handheld|device|ti-85"
    r"|móvil|movil|celular|teléfono|telefono|dispositivo|tableta|portable|téléphone"
    r"|appareil|tablette|telemóvel|telefone|aparelho"
)
HAS_DEVICE = re.compile(rf"(?<!\w)(?:{DEVICE})(?!\w)", re.IGNORECASE)
SENT_FROM = re.compile(
    r"^[(\[<*_«]{0,3}(?:sent|written|typed)\s(?:from|via|with|using|by|on)\s"
    r"|^[(\[<*_«]{0,3}(?:enviad[oa]|escrito)\s"
    r"(?:desde|con|por|via|vía|do|da|de|a partir d[eo]|pelo|com|através d[eo])\s"
    r"|^[(\[<*_«]{0,3}(?:envoyé|écrit)\s(?:de|depuis|avec|via|par|à partir d[eu]|à l['’]aide de)\s?"
    r"|^[(\[<*_«]{0,3}(?:gesendet|verzonden|sendt|skickat|inviato|verstuurd|wysłano|lähetetty)\s",
    re.IGNORECASE,
)
EXCUSE = re.compile(
    r"(?:[.,;]\s{0,2}|^)(?:please (?:excuse|forgive)|excuse|sorry for|apologies for"
    r"|por favor,? (?:disculpa|disculpe|perdone)|disculpa|disculpe|perdón por"
    r"|veuillez (?:excuser|m['’]excuser)|merci d['’]excuser|désolé pour"
    r"|desculpe(?:-me)?|peço desculpas?|por favor,? desculpe)\s[^.!?]{0,30}"
    r"(?:brevity|terse|typo|mistake|auto-?correct|spelling|brevedad|errores|faltas"
    r"|brièveté|fautes|erreurs|brevidade|erros|gralhas)[^.!?]{0,30}[.!]?$",
    re.IGNORECASE,
)
GET_PROGRAM = re.compile(
    r"^(?:get|obtener|obtenga|obtén|télécharger|téléchargez|obtenez|obter|obtenha|baixe)\s(?:o\s)?"
    r"\[?(?:outlook|yahoo mail|bluemail|typeapp)\]?\s(?:for|para|pour)\s[\w ]{2,20}\]?$",
    re.IGNORECASE,
)
OTHER_LINES = re.compile(
    r"^(?:from my iphone(?: \d{1,2})?|[^\W\d_]{2,20} from mobile|sent via mobile"
    r"|von meinem [\w-]{2,20}(?: [\w-]{2,20}){0,3} gesendet"
    r"|diese nachricht wurde von meinem .{1,60} gesendet\.?"
    r"|從我的 .{1,20} 傳送|发自我的.{1,20}|來自我的.{1,20}"
    r"|provenance : courrier pour windows(?: 10)?"
    r"|yahoo mail: .{1,60}|mobile[: ]signature"
    r"|(?:libre de virus|sans virus|virus-free|livre de vírus)\.?\s?.{0,80}"
    r"|this email has been (?:checked|scanned) for viruses by .{1,60})$",
    re.IGNORECASE,
)
LINK = re.compile(
    r"\s?(?:<https?://[^<>\s]{1,300}>|\(https?://[^()\s]{1,300}\)|https?://\S{1,300})"
)


def is_device_line(line: str) -> bool:
    """Whether a phone or a mail program wrote this line ("Sent from my iPhone")."""
    if len(line) > 400:
        return False
    without_link = LINK.sub("", line).strip()
    if GET_PROGRAM.match(without_link) or OTHER_LINES.match(without_link):
        return True
    if not SENT_FROM.match(without_link):
        return bool(EXCUSE.match(without_link))
    words = EXCUSE.sub("", without_link).strip(" .()[]<>*_«»")
    few_words = len(words.split()) <= MOST_WORDS and "," not in words
    return few_words and bool(HAS_DEVICE.search(words))


def signature_end(lines: list[str], first: int, stop: int) -> int:
    """The line after the signature that the delimiter at `first` begins, or `first` if it is none.

    `stop` is where the next quotation begins, or the number of lines.
    """
    if stop - first > MOST_LINES_WITH_EMPTY_ONES:
        return first
    below = [line for line in lines[first + 1 : stop] if line]
    line = lines[first]
    if DELIMITER.match(line) or UNDERSCORES.match(line):
        short = len(below) <= MOST_LINES and sum(map(len, below)) <= MOST_CHARACTERS
        return stop if short else first
    after_empty = first == 0 or not lines[first - 1]
    if RULE.match(line) and after_empty and _looks_like_contact(below):
        return stop
    return first


def _looks_like_contact(lines: list[str]) -> bool:
    if not 0 < len(lines) <= MOST_LINES_AFTER_RULE:
        return False
    return all(len(line) <= MOST_CHARACTERS_OF_LINE and not SENTENCE.search(line) for line in lines)
