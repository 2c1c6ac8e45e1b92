"""The interface has more languages than texts: pt and pt-br are one language for a text."""

import re

from django.utils.translation import get_language

# Screen readers and browsers take a bare "pt" for Brazilian.
HTML_CODES = {"pt": "pt-PT", "pt-br": "pt-BR"}
TAG, LETTER = re.compile(r"<[^>]*>"), re.compile(r"[^\W\d_]")
FIRST_LETTER_AFTER_LATIN = "\u0250"
MAX_READ = 2_000  # characters of a text


def content_language() -> str:
    """The language of texts that fits the active language of the interface."""
    return (get_language() or "en").partition("-")[0]


def html_language(code: str) -> str:
    """The value of a `lang` attribute around the site's own words in this language."""
    return HTML_CODES.get(code, code)


def text_language(text: str, code: str) -> str:
    """The `lang` of a text by a member: "" if its letters are not those of the site's languages.

    An English voice would spell an Arabic text. With "", screen readers choose the voice.
    text: words or HTML. code: the stored language.
    """
    letters = LETTER.findall(TAG.sub("", text[:MAX_READ]))
    latin = sum(letter < FIRST_LETTER_AFTER_LATIN for letter in letters)
    return code if 2 * latin >= len(letters) else ""
