"""Guess the language of a text from its letters. bench/language_guess.py measures how well."""

import logging
import re
import threading
from collections.abc import Callable
from functools import cache

from django.conf import settings

MAX_LENGTH = 2_000  # characters that the guess reads
# From 0 to 1. With this bound about one in 150 texts of 20 characters gets a wrong language, and
# without a bound about one in 30.
MIN_CONFIDENCE = 0.7
# Parts that do not show the author's language: code, quotations, URLs, usernames and Markdown.
_NOT_WORDS = re.compile(
    r"^[ \t]*(`{3,}|~{3,})(?s:.*?)(?:^[ \t]*\1|\Z)|^[ \t]*>.*$|`[^`\n]{0,200}`|\]\([^)\s]{0,200}\)"
    r"|\b\w{1,10}://\S+|\b[\w.-]{0,64}@\S*|[#*_~|\[\]]",
    re.MULTILINE,
)
logger = logging.getLogger(__name__)
_load_lock = threading.Lock()


def guess_language(text: str, *, default: str) -> str:
    """Return the language of `text`, one of the site's languages, or `default` if it is unclear.

    The first guess of a process loads the model, which takes half a second and 70 MB.
    """
    words = " ".join(_NOT_WORDS.sub(" ", text[: 4 * MAX_LENGTH]).split())[:MAX_LENGTH]
    if not any(map(str.isalpha, words)):
        return default
    try:
        with _load_lock:
            classify = _load_classifier()
    except OSError:  # the library writes the model to a temporary file, and the disk may be full
        logger.exception("The model of languages cannot be loaded.")
        return default
    language, confidence = classify(words)
    return language if confidence >= MIN_CONFIDENCE else default


@cache
def _load_classifier() -> Callable[[str], tuple[str, float]]:
    """Return a classifier of the site's languages, without the data of the hundred others."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    all_languages = LanguageIdentifier.from_model_file(MODEL_FILE)
    all_languages.set_languages([code for code, _name in settings.CONTENT_LANGUAGES])
    return LanguageIdentifier(
        all_languages.nb_ptc,
        all_languages.nb_pc,
        all_languages.nb_classes,
        all_languages.tk_nextmove,
        all_languages.tk_output,
        norm_probs=True,
        tk_row=all_languages.tk_row,
    ).classify
