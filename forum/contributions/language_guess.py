"""Which language a text is written in, guessed from its letters (measured by bench/language_guess.py)."""

import re
import threading
from collections.abc import Callable
from functools import cache

from django.conf import settings

MOST = 2_000  # characters looked at
# Of 1. So sure, it is wrong about one in 150 texts of 20 characters; without a bound, about one in 30.
SURE = 0.7
# What says nothing of the author's language: code, what others said, addresses, handles, the signs of Markdown.
_NOT_WORDS = re.compile(
    r"^[ \t]*(`{3,}|~{3,})(?s:.*?)(?:^[ \t]*\1|\Z)|^[ \t]*>.*$|`[^`\n]{0,200}`|\]\([^)\s]{0,200}\)"
    r"|\b\w{1,10}://\S+|\b[\w.-]{0,64}@\S*|[#*_~|\[\]]",
    re.MULTILINE,
)
_lock = threading.Lock()


def guess_language(text: str, *, otherwise: str) -> str:
    """The language of `text`, of the site's languages; `otherwise` when its words do not say.

    The first guess of a process loads the model: half a second and 70 MB.
    """
    words = " ".join(_NOT_WORDS.sub(" ", text[: 4 * MOST]).split())[:MOST]
    if not any(map(str.isalpha, words)):
        return otherwise
    with _lock:
        classify = _model()
    language, certainty = classify(words)
    return language if certainty >= SURE else otherwise


@cache
def _model() -> Callable[[str], tuple[str, float]]:
    """A classifier of our languages alone, without the rows of the hundred others."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages([code for code, _name in settings.LANGUAGES])
    return LanguageIdentifier(
        every.nb_ptc,
        every.nb_pc,
        every.nb_classes,
        every.tk_nextmove,
        every.tk_output,
        norm_probs=True,
        tk_row=every.tk_row,
    ).classify
