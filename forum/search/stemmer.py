"""Reduce a folded word to its stem, so that a search finds the other forms of the word.

A word is stemmed after it was folded, because people search without accents: the same word must
have one stem however it was typed. A word goes through three steps:

1. data/word_forms.txt relates irregular forms, and the spellings of one word, to one of them.
2. Rules make the plural singular, and the feminine masculine, as it is regular in the language.
3. Snowball removes the rest. Its rules need some of the accents that folding has removed.
"""

import re
from functools import lru_cache
from pathlib import Path

import snowballstemmer
from django.conf import settings

from collective_brain.i18n.folding import fold

LANGUAGES = tuple(code for code, _name in settings.CONTENT_LANGUAGES)
WORD_FORMS_FILE = Path(__file__).parent / "data" / "word_forms.txt"
_MIN_SNOWBALL_LENGTH = 4  # Shorter words are their own stems.
_CONSONANT = "[^aeiou]"

# (pattern, replacement): the first rule that fits a word applies. Several rules must fit both the
# plural and the singular, because only their result is compared: "classe" and "classes" → "class".
_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*patterns: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in patterns)


_BRITISH_OUR = (
    "arb|arm|behavi|cand|clam|col|demean|endeav|fav|flav|harb|hon|hum|lab|neighb|od|parl|rig|rum"
    "|sav|savi|splend|succ|tum|val|vap|vig"
)
_PLURALS = {
    # Snowball knows the plurals of English. These rules write British words in the American way.
    "en": _rules(
        (rf"^((?:un|dis|mis|re)?(?:{_BRITISH_OUR}))our", r"\1or"),
        (r"^(.{3,})is((?:e|es|ed|er|ers|ing|able|ation|ations|ational)$)", r"\1iz\2"),
        (r"^(.{3,})ys((?:e|es|ed|er|ers|ing)$)", r"\1yz\2"),
        (
            r"^((?:kilo|centi|milli)?(?:cent|fib|lit|met|theat|calib|spect))re(s?|d)$",
            r"\1er\2",
        ),
        (r"^(def|off|pret|lic)ence", r"\1ense"),
        (r"^(.{3,})ogue(s?)$", r"\1og\2"),
        (r"dgement", "dgment"),
        (r"^(p|orthop|encyclop)aed", r"\1ed"),
        (r"^(an|gyn|h)ae", r"\1e"),
        (r"^foe(t)", r"fe\1"),
        (r"^(.*[aeiou][^aeiou]+[aeiou])ll(ed|ing|ors?|ers?|ous)$", r"\1l\2"),
    ),
    "es": _rules(
        (r"(..)(?:ces|ce|z)$", r"\1c"),  # veces, vez; alcances, alcance
        (r"^(..+[iu])s$", r"\1s"),  # crisis, virus
        (rf"^(.+{_CONSONANT})es$", r"\1"),
        (rf"^(..+{_CONSONANT})e$", r"\1"),
        (r"^(..+[aeo])s$", r"\1"),
    ),
    "fr": _rules(
        (r"^(.+eau)x$", r"\1"),
        (r"^(..+)aux$", r"\1al"),
        (r"^(..+ou)x$", r"\1"),
        (r"^(..+[^s])s$", r"\1"),
    ),
    "pt": _rules(
        (r"^(.+)(?:oes|aes|aos)$", r"\1ao"),
        (r"^(..+)ais$", r"\1al"),
        (r"^(..+)eis$", r"\1el"),
        (r"^(...+)ois$", r"\1ol"),
        (r"^(..+)uis$", r"\1ul"),
        (rf"^(.+{_CONSONANT})is$", r"\1il"),
        (r"^(.+)ns$", r"\1m"),
        (r"^(.+[aeo]u)s$", r"\1"),
        (r"^(..+u)s$", r"\1s"),
        (rf"^(.+{_CONSONANT})es$", r"\1"),
        (rf"^(..+{_CONSONANT})e$", r"\1"),
        (r"^(..+[aeio])s$", r"\1"),
    ),
}
# Applied to what the rules of _PLURALS leave.
_FEMININES = {
    "en": (),
    "es": _rules((r"^(...+er)[ao]$", r"\1")),
    "fr": _rules(
        (r"^(...+)(?:euse|eux)$", r"\1eur"),
        (r"^(..+)trice$", r"\1teur"),
        (r"^(..+)ive$", r"\1if"),
        (r"^(..+)(?:([eo])nne)$", r"\1\2n"),
        (r"^(...+)elle$", r"\1el"),
        (r"^(...+)ere$", r"\1er"),
        (r"^(...+)ee$", r"\1e"),
    ),
    "pt": _rules((r"^(..+)aria$", r"\1ario")),
}
# The accents that the rules of Snowball need.
_ACCENTS = {
    "en": (),
    "es": _rules((r"(..[au]c|s)ion$", r"\1ión")),
    "fr": _rules((r"(..)ite$", r"\1ité")),
    "pt": _rules((r"cao$", "ção"), (r"ao$", "ão"), (r"ario$", "ário"), (r"([ai])vel$", r"\1vel")),
}
_STEMMER_NAMES = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
_STEMMERS = {code: snowballstemmer.stemmer(_STEMMER_NAMES[code]) for code in LANGUAGES}


def _read_word_forms() -> dict[tuple[str, str], str]:
    """(language, form): the word."""
    word_by_form: dict[tuple[str, str], str] = {}
    for line in WORD_FORMS_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, word, *other_forms = line.split()
            word_by_form |= {(language, form): word for form in (word, *other_forms)}
    return word_by_form


_WORD_BY_FORM = _read_word_forms()


@lru_cache(maxsize=50_000)  # words have at most 60 letters
def stem(word: str, language: str) -> str:
    """The folded stem of a folded word. Acronyms and numbers are their own stems."""
    if not word.isalpha():
        return word
    singular = _WORD_BY_FORM.get((language, word)) or _masculine_singular(word, language)
    if len(singular) < _MIN_SNOWBALL_LENGTH:
        return singular
    accented = _apply_first(_ACCENTS[language], singular)
    return fold(_STEMMERS[language].stemWord(accented)) or word


def _masculine_singular(word: str, language: str) -> str:
    singular = _apply_first(_PLURALS[language], word)
    singular = _WORD_BY_FORM.get((language, singular), singular)
    return _apply_first(_FEMININES[language], singular)


def _apply_first(rules: _Rules, word: str) -> str:
    for pattern, replacement in rules:
        replaced, count = pattern.subn(replacement, word, count=1)
        if count:
            return replaced
    return word
