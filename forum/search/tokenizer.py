"""From text to the words one searches by: folded (accents and case off), and stemmed by the text's language.

Texts and queries go the same way, so what a text says is found however its accents are typed.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer
from django.conf import settings

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
MAX_WORD_LENGTH = 60  # letters of a word; what is longer is cut
# Letters and digits, with the accents of Latin, Hebrew and Arabic that may stand beside them.
_RUN = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]*)+")
_PART = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Written without spaces between words: each sign is a word, and a run of them is looked for as a phrase.
_SIGN = re.compile(
    r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# The stemmers want accents, and know some plurals and feminines only of words of other shapes: these ends
# of folded words are written as they want them, the first that fits.
_ENDS = {
    "en": (),
    "es": (("eres", "er"), ("enes", "en")),
    "fr": (
        ("euses", "eurs"), ("euse", "eur"), ("trices", "teurs"), ("trice", "teur"),
        ("ites", "ités"), ("ite", "ité"), ("ees", "ées"), ("ee", "ée"), ("eres", "ères"), ("ere", "ère"),
    ),
    "pt": (
        ("coes", "ção"), ("cao", "ção"), ("oes", "ão"), ("aes", "ão"), ("aos", "ão"), ("ao", "ão"),
        ("arias", "ário"), ("aria", "ário"), ("arios", "ário"), ("ario", "ário"),
        ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"),
    ),
}  # fmt: skip
_NAMES = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
_STEMMERS = {code: snowballstemmer.stemmer(_NAMES[code]) for code in LANGUAGES}
# Words that say nothing of the matter: a query of several words does not insist on them.
STOP_WORDS = frozenset(
    """
    a an and are as at be by can do does for from how i in is it my of on or our the this to was we what when where which
    who why with you
    al como con cual cuando de del donde el en es esta este hay la las lo los mi para por que quien se su sus un una unos
    unas y o
    au aux avec ce ces comment d dans des du elle en est et il j je l le les mon n nous on ou par pas pour qu quand que quel
    quelle qui quoi s sa ses son sur une vous
    ao aos com da das do dos e em essa esse eu meu na nas no nos onde os ou pela pelo qual quando quem seu sua um uma
    """.split()  # noqa: SIM905
)
_HYPHENS = "-\u2010\u2011"


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded word, start, end) of each word of `text`, in order; start and end are places in `text`.

    After the parts of "co-operative" comes "cooperative": such words are written both ways.
    """
    parts: list[tuple[str, int, int]] = []
    for run in _RUN.finditer(text):
        at = run.start()
        found = [(word, at + start, at + end) for word, start, end in _folded(run[0])]
        if parts and not (at == parts[-1][2] + 1 and text[at - 1] in _HYPHENS):
            yield from _joined(parts)
            parts = []
        parts += found
        yield from found
    yield from _joined(parts)


def _joined(parts: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """The parts of one word with hyphens as one; numbers and signs of scripts without spaces stay apart."""
    written = [word for word, _start, _end in parts]
    has_hyphen = len({start for _word, start, _end in parts}) > 1
    if has_hyphen and any(map(str.isalpha, written)) and not any(map(is_cjk_character, written)):
        yield "".join(written)[:MAX_WORD_LENGTH], parts[0][1], parts[-1][2]


def words_with_hyphens_joined(text: str) -> list[str]:
    """The words of `text`, of "co-operative" only "cooperative"."""
    found = list(tokens(text))
    return [
        word
        for word, start, end in found
        if not any(
            first <= start and end <= last and last - first > end - start
            for _, first, last in found
        )
    ]


def words(text: str) -> list[str]:
    return [word for word, _start, _end in tokens(text)]


def is_cjk_character(word: str) -> bool:
    """Whether `word` is one sign of a script without spaces."""
    return len(word) == 1 and bool(_SIGN.match(word))


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, folded again."""
    if len(word) < 4 or not word.isalpha():  # acronyms and numbers are what they are
        return word
    for end, other in _ENDS[language]:
        if word.endswith(end) and len(word) > len(end) + 1:
            word = word.removesuffix(end) + other
            break
    return fold(_STEMMERS[language].stemWord(word)) or word


def fold(text: str) -> str:
    """`text` without accents and case; letters that Unicode does not take apart are spelt out."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


@lru_cache(maxsize=100_000)
def _folded(run: str) -> tuple[tuple[str, int, int], ...]:
    """The words of one run, with their places in it: mostly itself, one word."""
    folded = fold(run)
    if folded.isascii() and folded.isalnum():
        return ((folded[:MAX_WORD_LENGTH], 0, len(run)),)
    if _SIGN.search(run) and len(folded) == len(run):
        return tuple(_apart(folded))
    return tuple((part[:MAX_WORD_LENGTH], 0, len(run)) for part in _PART.findall(folded))


def _apart(run: str) -> Iterator[tuple[str, int, int]]:
    start = 0
    for sign in _SIGN.finditer(run):
        if start < sign.start():
            yield run[start : sign.start()][:MAX_WORD_LENGTH], start, sign.start()
        yield sign[0], sign.start(), sign.end()
        start = sign.end()
    if start < len(run):
        yield run[start:][:MAX_WORD_LENGTH], start, len(run)
