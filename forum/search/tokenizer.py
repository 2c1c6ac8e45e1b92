"""Split a text into folded words: words without accents and capitals.

The same functions split texts and queries. A search therefore finds a word with or without accents.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from collective_brain.i18n.folding import fold

MAX_WORD_LENGTH = 60  # letters; the rest of a longer word is cut off
Token = tuple[str, int, int]  # the folded word, and its start and end in the text

# Letters and digits, with the Latin, Hebrew and Arabic accents that can follow them.
_RUN = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]*)+")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
# Scripts without spaces between words: each character is a word, and a search for several of them
# is a search for a phrase.
_CJK = re.compile(
    r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_HYPHENS = "-\u2010\u2011"


def words(text: str) -> list[str]:
    return [word for word, _start, _end in tokens(text)]


def words_with_hyphens_joined(text: str) -> list[str]:
    """The words of `text`. For "co-operative" the list contains only "cooperative"."""
    text_tokens = list(tokens(text))
    return [token[0] for token in text_tokens if not _is_part_of_another(token, text_tokens)]


def tokens(text: str) -> Iterator[Token]:
    """The words of `text` in their order.

    "cooperative" follows the parts of "co-operative", because people write such words both ways.
    """
    parts: list[Token] = []  # of one word with hyphens
    for run in _RUN.finditer(text):
        offset = run.start()
        run_tokens = [
            (word, offset + start, offset + end) for word, start, end in _tokens_of_run(run[0])
        ]
        if parts and not _is_joined_by_hyphen(text, parts[-1][2], offset):
            if len(parts) > 1:
                yield from _joined_token(parts)
            parts = []
        parts += run_tokens
        yield from run_tokens
    yield from _joined_token(parts)


def is_cjk_character(word: str) -> bool:
    """Whether `word` is one character of a script without spaces between words."""
    return len(word) == 1 and bool(_CJK.match(word))


def _is_part_of_another(token: Token, text_tokens: list[Token]) -> bool:
    _word, start, end = token
    return any(
        other_start <= start and end <= other_end and other_end - other_start > end - start
        for _other, other_start, other_end in text_tokens
    )


def _is_joined_by_hyphen(text: str, previous_end: int, start: int) -> bool:
    return start == previous_end + 1 and text[start - 1] in _HYPHENS


def _joined_token(parts: list[Token]) -> Iterator[Token]:
    """One token for a word with hyphens. Numbers and CJK characters stay separate words."""
    part_words = [word for word, _start, _end in parts]
    has_hyphen = len({start for _word, start, _end in parts}) > 1
    if not has_hyphen or any(map(is_cjk_character, part_words)):
        return
    if any(map(str.isalpha, part_words)):
        yield "".join(part_words)[:MAX_WORD_LENGTH], parts[0][1], parts[-1][2]


def _tokens_of_run(run: str) -> tuple[Token, ...]:
    """The words of one run of letters and digits. Usually the run is one word.

    Only runs of the length of a word are cached: a run can have 50,000 letters.
    """
    return _cached_tokens(run) if len(run) <= MAX_WORD_LENGTH else _split_run(run)


@lru_cache(maxsize=50_000)
def _cached_tokens(run: str) -> tuple[Token, ...]:
    return _split_run(run)


def _split_run(run: str) -> tuple[Token, ...]:
    folded = fold(run)
    if folded.isascii() and folded.isalnum():
        return ((folded[:MAX_WORD_LENGTH], 0, len(run)),)
    if _CJK.search(run) and len(folded) == len(run):
        return tuple(_split_cjk(folded))
    parts = _LETTERS_AND_DIGITS.findall(folded)
    return tuple((part[:MAX_WORD_LENGTH], 0, len(run)) for part in parts)


def _split_cjk(run: str) -> Iterator[Token]:
    """Each CJK character is one word, and the letters between two of them are one word."""
    start = 0
    for character in _CJK.finditer(run):
        if start < character.start():
            yield run[start : character.start()][:MAX_WORD_LENGTH], start, character.start()
        yield character[0], character.start(), character.end()
        start = character.end()
    if start < len(run):
        yield run[start:][:MAX_WORD_LENGTH], start, len(run)
