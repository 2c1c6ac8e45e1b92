"""Reduce a folded word to its stem, so that a search finds the other forms of the word."""

from functools import lru_cache

import snowballstemmer
from django.conf import settings

from collective_brain.i18n.folding import fold

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# The stemmers need accents, and they know some plurals and feminine forms only with accents.
# Before stemming, the first ending that fits is replaced by the ending that the stemmer knows.
_ENDINGS = {
    "en": (),
    "es": (("eres", "er"), ("enes", "en")),
    "fr": (
        ("euses", "eurs"), ("euse", "eur"), ("trices", "teurs"), ("trice", "teur"),
        ("ites", "ités"), ("ite", "ité"), ("ees", "ées"), ("ee", "ée"),
        ("eres", "ères"), ("ere", "ère"),
    ),
    "pt": (
        ("coes", "ção"), ("cao", "ção"), ("oes", "ão"), ("aes", "ão"), ("aos", "ão"), ("ao", "ão"),
        ("arias", "ário"), ("aria", "ário"), ("arios", "ário"), ("ario", "ário"),
        ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"),
    ),
}  # fmt: skip
_STEMMER_NAMES = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
_STEMMERS = {code: snowballstemmer.stemmer(_STEMMER_NAMES[code]) for code in LANGUAGES}


@lru_cache(maxsize=50_000)  # words have at most 60 letters
def stem(word: str, language: str) -> str:
    """The folded stem of a folded word. Acronyms and numbers are their own stems."""
    if len(word) < 4 or not word.isalpha():
        return word
    return fold(_STEMMERS[language].stemWord(_with_known_ending(word, language))) or word


def _with_known_ending(word: str, language: str) -> str:
    for ending, known_ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + known_ending
    return word
