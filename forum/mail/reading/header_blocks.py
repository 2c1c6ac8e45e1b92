"""Find the headers that mail programs put above a message that they repeat (From, Sent, To)."""

import re

# A header may continue on two more lines, and some programs put an empty line between two headers.
MOST_CONTINUATION_LINES = 2
# The sender and the subject are among them: a programme of a day also has "De: 8:00", "A: 12:00".
LEAST_HEADERS = 3
MOST_BLOCK_LINES = 25
MOST_EMPTY_LINES = 4

SENDERS = "from|de|von|da|van|fra|från|od|от|від|发件人|差出人"
DATES = (
    "sent|date|enviado|enviado el|enviado em|enviada em|enviada|fecha|envoyé|envoyé le|message du"
    "|data|gesendet|datum|inviato|data invio|verzonden|skickat|sendt|dato|wysłano|отправлено|дата"
    "|发送时间|送信日時"
)
RECIPIENTS = (
    "to|para|à|a|pour|an|aan|till|til|do|кому|收件人|宛先|cc|copie à|kopie|reply-to|responder a"
    "|répondre à"
)
SUBJECTS = (
    "subject|asunto|objet|sujet|assunto|betreff|oggetto|onderwerp|ämne|emne|temat|тема|主题|件名"
)
OTHERS = "importance|importancia|organization|attachments|sender|resent-from|bcc|cco|cci"

HEADER = re.compile(
    rf"^[*_]{{0,2}}(?:(?P<sender>{SENDERS})|(?P<date>{DATES})|(?P<recipient>{RECIPIENTS})"
    rf"|(?P<subject>{SUBJECTS})|(?P<other>{OTHERS}))\s{{0,2}}[*_]{{0,2}}\s?[:：][*_]{{0,2}}",
    re.IGNORECASE,
)
RULE = re.compile(r"^[*\s]{0,4}[-_=—–*]{2,200}[*\s]{0,4}$")
NAMED_RULE = re.compile(
    r"^[*\s>]{0,4}[-_=]{2,40}\s{0,2}(?P<words>[^\W\d_][\w'’ ]{3,50}?)"
    r"\s{0,2}[-_=]{2,40}[*\s]{0,4}:?$"
)
ORIGINAL_MESSAGE = re.compile(
    r"^(?:begin |inicio del? |début du |início da )?(?:"
    r"(?:original|forwarded|reply|replied) (?:message|mail)"
    r"|(?:mensaje|correo) (?:original|reenviado)"
    r"|(?:message|courriel|mail) (?:d['’]origine|original|transféré|réexpédié)"
    r"|mensagem (?:original|encaminhada|reencaminhada)"
    r"|(?:ursprüngliche|weitergeleitete) nachricht|(?:originalnachricht)"
    r"|messaggio (?:originale|inoltrato)|(?:oorspronkelijk|doorgestuurd) bericht"
    r"|oprindelig meddelelse|opprinnelig melding|ursprungligt meddelande"
    r"|wiadomość oryginalna|исходное сообщение|пересылаемое сообщение"
    r")$",
    re.IGNORECASE,
)
BEGIN_FORWARDED = re.compile(
    r"^(?:begin forwarded message|inicio del mensaje reenviado"
    r"|début du message (?:transféré|réexpédié)"
    r"|início da mensagem (?:encaminhada|reencaminhada))\s?:$",
    re.IGNORECASE,
)


def header_kinds(lines: list[str]) -> list[str]:
    """For each line the kind of header that it looks like, or ""."""
    return [_header_kind(line) for line in lines]


def header_block_length(lines: list[str], headers: list[str], first: int) -> int:
    """The number of lines of the rule and headers that begin at `first`, 0 if none begin there."""
    if headers[first]:
        return _headers_length(lines, headers, first, least=LEAST_HEADERS)
    if RULE.match(lines[first]):
        after = _skip_empty(lines, first + 1)
        length = _headers_length(lines, headers, after, least=LEAST_HEADERS)
        return after - first + length if length else 0
    if _is_original_message(lines, headers, first):
        after = _skip_empty(lines, first + 1)
        length = _headers_length(lines, headers, after, least=1)
        return after - first + length if length else 1
    return 0


def _header_kind(line: str) -> str:
    header = HEADER.match(line) if ":" in line[:40] or "：" in line[:40] else None
    return str(header.lastgroup) if header else ""


def _is_original_message(lines: list[str], headers: list[str], index: int) -> bool:
    """Whether the line says that a repeated message follows ("-----Original Message-----")."""
    line = lines[index]
    if BEGIN_FORWARDED.match(line):
        return True
    rule = NAMED_RULE.match(line)
    if not rule:
        return False
    after = _skip_empty(lines, index + 1)
    return bool(
        ORIGINAL_MESSAGE.match(rule["words"])
        or _headers_length(lines, headers, after, least=LEAST_HEADERS)
    )


def _skip_empty(lines: list[str], index: int) -> int:
    for after in range(index, min(index + MOST_EMPTY_LINES, len(lines))):
        if lines[after]:
            return after
    return index


def _headers_length(lines: list[str], headers: list[str], first: int, *, least: int) -> int:
    """The number of lines of a block of at least `least` headers, which begins with a header."""
    kinds: set[str] = set()
    end = first
    continuation = empty = 0
    for index in range(first, min(len(lines), first + MOST_BLOCK_LINES)):
        if headers[index]:
            kinds.add(headers[index])
            end, continuation, empty = index + 1, 0, 0
        elif not kinds:
            return 0
        elif lines[index]:
            continuation += 1
        else:
            empty += 1
        if continuation > MOST_CONTINUATION_LINES or empty > 1 or (empty and continuation):
            break
    return end - first if _is_complete(kinds, least) else 0


def _is_complete(kinds: set[str], least: int) -> bool:
    if least == 1:
        return bool(kinds)
    return len(kinds) >= least and {"sender", "subject"} <= kinds
