"""The interface has more languages than texts: pt and pt-br are one language for a text."""

from django.utils.translation import get_language

# Screen readers and browsers take a bare "pt" for Brazilian.
HTML_CODES = {"pt": "pt-PT", "pt-br": "pt-BR"}


def content_language() -> str:
    """The language of texts that fits the active language of the interface."""
    return (get_language() or "en").partition("-")[0]


def html_language(code: str) -> str:
    """The value of a `lang` attribute around the site's own words in this language."""
    return HTML_CODES.get(code, code)
