"""Countries by their UN short names, for forms, pages and search (decision 77)."""

from functools import cache

from accounts.place_names import LANGUAGES, Row, name_for_reader, read_rows
from collective_brain.i18n import folding

# Nobody lives there permanently, so nobody is asked whether they do.
UNINHABITED = frozenset({"AQ", "BV", "GS", "HM", "IO", "TF", "UM"})


@cache
def _row_by_code() -> dict[str, Row]:
    return {row["code"]: row for row in read_rows("countries.csv")}


def country_choices(stored: str = "") -> list[tuple[str, str]]:
    """(code, name in the reader's language), ordered by name without accents.

    stored: the code that a member has. It is a choice even if it is not offered to others.
    """
    codes = _row_by_code().keys() - UNINHABITED | {stored} - {""}
    choices = [(code, country_name(code)) for code in codes]
    return sorted(choices, key=lambda choice: folding.fold(choice[1]))


def country_name(code: str) -> str:
    """In the reader's language. An unknown code is its own name."""
    row = _row_by_code().get(code)
    return name_for_reader(row) if row else code


def names_for_search(code: str) -> str:
    """The names in all languages, and the other names that people look for."""
    row = _row_by_code().get(code)
    if not row:
        return code
    names = [*(row[language] for language in LANGUAGES), row["other_names"]]
    return " ".join(dict.fromkeys(filter(None, names)))
