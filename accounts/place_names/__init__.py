"""Names of countries and time zones in the languages of the interface; see README.md."""

import csv
from pathlib import Path

from django.utils.translation import get_language

Row = dict[str, str]  # by the heading of the column
LANGUAGES = ("en", "es", "fr", "pt", "pt-br")  # headings of the columns with names


def read_rows(file_name: str) -> list[Row]:
    with (Path(__file__).parent / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_for_reader(row: Row) -> str:
    language = get_language()
    return row[language if language in LANGUAGES else "en"]
