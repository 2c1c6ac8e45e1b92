"""Write accounts/place_names/time_zones.csv from the zones of tzdata and the names of CLDR."""

import csv
import importlib.resources
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts import place_names
from accounts.place_names import LANGUAGES

CLDR_NAMES = {"pt": "pt_PT", "pt-br": "pt"}  # CLDR's "pt" is Brazilian
FILE = Path(place_names.__file__).parent / "time_zones.csv"


class Command(BaseCommand):
    help = "Write the names of time zones again, after an update of tzdata or Babel."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(file_content(), encoding="utf-8")
        self.stdout.write(f"Wrote {FILE}.")


def file_content() -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["zone", "older_names", *LANGUAGES])
    writer.writerows(_file_rows())
    return file.getvalue()


def _file_rows() -> Iterator[list[str]]:
    # Babel is installed with the tests only: a site that serves reads the file.
    from babel import Locale

    locales = [Locale.parse(CLDR_NAMES.get(language, language)) for language in LANGUAGES]
    for zone in sorted(_zones_of_countries()):
        older_names = _older_names(zone)
        cities = [_city(locale, [zone, *older_names]) for locale in locales]
        yield [zone, " ".join(older_names), *cities]


def _zones_of_countries() -> set[str]:
    """The zones of zone.tab: one for each part of a country that had the same clocks since 1970."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab")
    lines = table.read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[2] for line in lines if not line.startswith("#")}


def _older_names(zone: str) -> list[str]:
    from babel.core import get_global

    return sorted(old for old, current in get_global("zone_aliases").items() if current == zone)


def _city(locale: Any, names: list[str]) -> str:
    """CLDR keeps a city under any of the zone's names, or not if the name itself is right."""
    for name in names:
        if city := locale.time_zones.get(name, {}).get("city"):
            return str(city)
    return names[0].rpartition("/")[2].replace("_", " ")
