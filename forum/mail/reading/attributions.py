"""Find the lines with which mail programs introduce a quotation ("On 3 May, Ana Silva wrote:").

The lines are often wrapped. Every expression is anchored or bounded, and a candidate has at most
`MOST_LINES` lines and `MOST_CHARACTERS` characters: the cost grows with the number of lines.
"""

import re

MOST_LINES = 5
MOST_CHARACTERS = 500

ADDRESS = re.compile(r"[\w.+=%-]{1,80}@[\w-]{1,80}\.[\w.-]{1,80}")
CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d{2}(?!\d)")
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|\d年|\d{1,2}月"
)
DIGIT_EARLY = re.compile(r"^.{0,40}?\d")

# The word for "wrote": at the end in these languages, before the name or the time in the others.
WROTE_LAST = (
    "wrote|writes|escribi[óo]|ha escrito|escribe|[aà]\\s?[ée]crit|[ée]crivait|escreveu"
    "|ha scritto|ha escrit|va escriure|写道|寫道|のメッセージ|님이 작성"
)
WROTE_ANYWHERE = (
    "schrieb|geschrieben|schreef|geschreven|skrev|napisa[łl](?:\\(a\\)|a)?|napsal(?:\\(a\\)|a)?"
    "|написала?|написав|пишет|пише|kirjoitti|[íi]rta|yazd[ıi]|έγραψε|a scris"
)
WROTE = re.compile(rf"(?<!\w)(?:{WROTE_LAST}|{WROTE_ANYWHERE})(?!\w)", re.IGNORECASE)
WROTE_IN_PLACE = re.compile(
    rf"(?<!\w)(?:(?:{WROTE_LAST})\W{{0,9}}$|(?:{WROTE_ANYWHERE})(?!\w))", re.IGNORECASE
)
WROTE_AND_CLOCK = re.compile(
    rf"(?<!\w)(?:{WROTE_LAST})\s[^:]{{0,40}}\d\s?[:.hH]\s?\d\d(?!\d)", re.IGNORECASE
)
WROTE_TO_YOU = re.compile(
    r"(?<!\w)(?:you wrote|usted escribió|vous avez écrit|tu as écrit|você escreveu)(?!\w)",
    re.IGNORECASE,
)
WROTE_AT_END = re.compile(r"(?:wrote|escribió|écrit|escreveu)\s{0,2}(?:-{2,6})?$", re.IGNORECASE)

# How such a line begins: a preposition of dates, a day of the week, or the date.
PREPOSITION = re.compile(
    r"^(?:-{2,6}\s?)?(?:On|At|El|El día|Le|Em|No dia|A|À|Às"
    r"|Am|Op|Il|In data|Den|Dnia|W dniu|Dne|Pe|在)\s",
    re.IGNORECASE,
)
DATE_FIRST = re.compile(r"^(?:\d{1,4}\W|[^\W\d_]{2,14}[.,]{1,2}\s\d{1,2}\W|[^\W\d_]{5,14},\s)")
NAME_FIRST = re.compile(r"^[\"'“]?[^\W\d_][^<>:;!?]{0,80}?[\"'”]?\s?[<(]\s?[^\s<>]{1,160}@")
NAME_AND_BRACKET = re.compile(r"^[\"'“]?[^\W\d_][^<>:;!?]{0,80}<$")
STAMP_AND_NAME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d (?:GMT|UTC)[+-]\d\d:?\d\d\s[^:]{1,120}:?$")
AFTER_ADDRESS = re.compile(r"^[>)\]\"'\s]{0,6}[^@:\n]{0,40}[:：]$")
END_OF_SENTENCE = re.compile(r"[.!?]$")


def attribution_length(lines: list[str], first: int, *, quote_follows: list[bool]) -> int:
    """The number of lines of the attribution that begins at `first`, 0 if none begins there.

    `quote_follows[i]` says whether the next line with text after line i is quoted with ">".
    """
    if not _may_begin(lines[first]):
        return 0
    joined = ""
    for last in range(first, min(first + MOST_LINES, len(lines))):
        line = lines[last]
        joined = f"{joined} {line}".strip()
        if not line or len(joined) > MOST_CHARACTERS:
            return 0
        if _ends_attribution(line) and _is_attribution(joined, quote_follows[last]):
            return last - first + 1
        if END_OF_SENTENCE.search(line) and len(line) < 50:
            return 0
    return 0


def _may_begin(line: str) -> bool:
    return bool(
        PREPOSITION.match(line)
        or DATE_FIRST.match(line)
        or NAME_FIRST.match(line)
        or STAMP_AND_NAME.match(line)
        or (WROTE.search(line) and ADDRESS.search(line))
        or NAME_AND_BRACKET.match(line)
    )


def _ends_attribution(line: str) -> bool:
    ends_with_colon = line.endswith((":", "："))
    return ends_with_colon or bool(WROTE_AT_END.search(line) or STAMP_AND_NAME.match(line))


def _is_attribution(joined: str, quote_follows: bool) -> bool:
    if joined.count("<") != joined.count(">"):
        return False
    if STAMP_AND_NAME.match(joined):
        return True
    clock = CLOCK.search(joined)
    address = ADDRESS.search(joined)
    if WROTE.search(joined):
        dated = bool(clock or DATE.search(joined))
        return _wrote(joined, dated=dated, addressed=bool(address), quote_follows=quote_follows)
    if not (address and clock and "<" in joined and DATE_FIRST.match(joined)):
        return False
    last_address = list(ADDRESS.finditer(joined))[-1]
    return bool(AFTER_ADDRESS.match(joined[last_address.end() :]))


def _wrote(joined: str, *, dated: bool, addressed: bool, quote_follows: bool) -> bool:
    """Whether a line with a word for "wrote" introduces a quotation.

    Without an address and a time it may be the author's own sentence ("On 3 May 2019 the
    committee wrote:"): it counts only before a quotation.
    """
    if NAME_FIRST.match(joined):
        return bool(WROTE_IN_PLACE.search(joined) or WROTE_AND_CLOCK.search(joined))
    starts_with_date = bool(
        DATE_FIRST.match(joined) or (PREPOSITION.match(joined) and DIGIT_EARLY.match(joined))
    )
    if not (starts_with_date and dated and WROTE_IN_PLACE.search(joined)):
        return False
    certain = addressed or CLOCK.search(joined) or WROTE_TO_YOU.search(joined)
    return bool(certain or quote_follows)
