"""Themes and ILO instruments that a query names. A page shows them before its results."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from collective_brain.i18n.languages import content_language
from forum.search.glossary import Instrument, instruments
from forum.search.query_parser import Query, Term
from forum.search.scoring import term_positions
from forum.search.stemmer import LANGUAGES
from forum.search.stop_words import STOP_WORDS
from forum.search.tokenizer import words
from forum.themes.models import Theme

MAX_REFERENCES = 2  # of a kind
MIN_SHARE_OF_TITLE = 0.5  # "cooperatives" names the Promotion of Cooperatives Recommendation


@dataclass(frozen=True)
class Reference:
    kind: str  # "theme", "convention" or "recommendation"
    title: str
    url: str


def find_references(query: Query, reader: Any) -> list[Reference]:
    """The themes that have all terms of `query` in their name, and the instruments that it names.

    The names count in all languages of the site.
    """
    terms = [replace(term, variants=()) for term in query.required_terms]
    if not terms:
        return []
    visible = Theme.objects.visible_to(reader)
    themes = [theme for theme in visible if _names_theme(terms, theme)]
    named_instruments = [known for known in instruments() if _names_instrument(terms, known)]
    return [
        *map(_theme_reference, themes[:MAX_REFERENCES]),
        *map(_instrument_reference, named_instruments[:MAX_REFERENCES]),
    ]


def _names_theme(terms: list[Term], theme: Theme) -> bool:
    names = ((code, getattr(theme, f"name_{code}") or theme.name) for code in LANGUAGES)
    return any(_count_words_if_all_match(name, terms, language) for language, name in names)


def _names_instrument(terms: list[Term], instrument: Instrument) -> bool:
    """By its code or number, or by half of its title."""
    return any(
        _count_words_if_all_match(name, terms, language) or _is_title(title, terms, language)
        for language, name, title in _names_and_titles(instrument)
    )


def _is_title(title: str, terms: list[Term], language: str) -> bool:
    title_words = [word for word in _name_words(title) if word not in STOP_WORDS]
    shared = _count_words_if_all_match(title, terms, language)
    return shared >= max(1, MIN_SHARE_OF_TITLE * len(title_words))


def _count_words_if_all_match(name: str, terms: list[Term], language: str) -> int:
    """How many words of `name` are terms; 0 if it lacks one of `terms`."""
    shared: set[int] = set()
    for term in terms:
        positions = term_positions(_name_words(name), term, language)
        if not positions:
            return 0
        shared.update(positions)
    return len(shared)


@lru_cache(maxsize=1000)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(words(name))


def _names_and_titles(instrument: Instrument) -> Iterator[tuple[str, str, str]]:
    """(language, what people write instead of the title, kind and title)"""
    for language, title in instrument.title_by_language.items():
        name = instrument.name(language)
        kind = name.split()[0]
        yield language, f"{instrument.code} {name} núm. nº", f"{kind} {title}"


def _theme_reference(theme: Theme) -> Reference:
    return Reference("theme", theme.name, theme.get_absolute_url())


def _instrument_reference(instrument: Instrument) -> Reference:
    language = content_language()
    title = instrument.title_by_language.get(language, instrument.title_by_language["en"])
    return Reference(
        "recommendation" if instrument.is_recommendation else "convention",
        f"{instrument.code} ({instrument.year}): {title}",
        instrument.url(language),
    )
