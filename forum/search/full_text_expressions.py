"""The same question in the languages of both databases: SQLite's FTS5, and PostgreSQL's tsquery.

Every word is quoted: raw ones would be read as operators.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from forum.search.query_parser import Term

# Folding writes ß as ss, so no word of a text has it: it marks what we add, a kind, a filter, a stem's language.
RESERVED_LETTER = "ß"
MAX_KEY = 2**63 - 1


def filter_word(name: str, value: object = "") -> str:
    return f"{RESERVED_LETTER}{name}{value}"


def indexed_stem(language: str, stem: str) -> str:
    """How a stem stands in the index: apart from words, and from stems of other languages."""
    return f"{language}{RESERVED_LETTER}{stem}"


class FTS5Expressions:
    def word(self, word: str, *, titles: bool = False, begun: bool = False) -> str:
        """A word, or words in a row. titles: in a title. begun: a longer word fits, too."""
        quoted = '"{}"'.format(word.replace('"', ""))
        return f"{'{title} : ' if titles else ''}{quoted}{' *' if begun else ''}"

    def either(self, parts: Iterable[str]) -> str:
        return "({})".format(" OR ".join(parts))

    def every(self, parts: Iterable[str]) -> str:
        return "({})".format(" AND ".join(parts))

    def all_but(self, parts: Iterable[str], excluded: list[str]) -> str:
        wanted = self.every(parts)
        return f"{wanted} NOT {self.either(excluded)}" if excluded else wanted

    def term(self, term: Term, *, titles: bool = False) -> str:
        if term.exact:
            return self.word(" ".join(term.words), titles=titles)
        stems = (indexed_stem(language, stem) for language, stem in term.stems.items())
        return self.either(self.word(stem, titles=titles) for stem in stems)

    def fitting(self, entries: Any, match: str, since: int, before: int, most: int) -> Any:
        """The newest `most` of `entries` with keys from `since` to `before`; FTS5 walks down its own keys."""
        rows = (
            "SELECT rowid FROM search_index WHERE search_index MATCH %s AND rowid >= %s AND rowid < %s"
            " ORDER BY rowid DESC LIMIT %s"
        )
        return entries.filter(pk__in=RawSQL(rows, [match, since, before, most])).order_by("-pk")


class TSQueryExpressions(FTS5Expressions):
    def word(self, word: str, *, titles: bool = False, begun: bool = False) -> str:
        label = f"{'A' if titles else ''}{'*' if begun else ''}"
        parts = ["'{}'".format(part.replace("'", "").replace("\\", "")) for part in word.split()]
        return "({})".format(" <-> ".join(f"{part}:{label}" if label else part for part in parts))

    def either(self, parts: Iterable[str]) -> str:
        return "({})".format(" | ".join(parts))

    def every(self, parts: Iterable[str]) -> str:
        return "({})".format(" & ".join(parts))

    def all_but(self, parts: Iterable[str], excluded: list[str]) -> str:
        return self.every([*parts, *(f"!{part}" for part in excluded)])

    def fitting(self, entries: Any, match: str, since: int, before: int, most: int) -> Any:
        column = RawSQL(
            "search_entry.document @@ %s::tsquery", [match], output_field=models.BooleanField()
        )
        return entries.filter(column, pk__gte=since, pk__lt=before).order_by("-pk")[:most]


def for_current_database() -> FTS5Expressions:
    """The language of the database in use."""
    return FTS5Expressions() if connection.vendor == "sqlite" else TSQueryExpressions()
