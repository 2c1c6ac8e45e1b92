"""Choices of countries and time zones for forms."""

import zoneinfo
from functools import cache

from django.utils import translation
from django_countries import countries

CATALOGUES = {"pt": "pt-pt"}  # django-countries has no catalogue for "pt"
CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def country_choices() -> list[tuple[str, str]]:
    """(code, name in the reader's language), ordered by name."""
    with translation.override(_catalogue()):
        return [(code, str(name)) for code, name in countries]


def country_name(code: str) -> str:
    with translation.override(_catalogue()):
        return str(countries.name(code))


@cache
def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """UTC, then the zones of each continent."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        continent, _, city = name.partition("/")
        if city and continent in CONTINENTS:
            groups.setdefault(continent, []).append((name, city.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *groups.items()]


def _catalogue() -> str:
    language = translation.get_language() or "en"
    return CATALOGUES.get(language, language)
