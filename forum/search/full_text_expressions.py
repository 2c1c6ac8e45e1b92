"""Write full-text conditions in the syntax of SQLite FTS5 and of PostgreSQL tsquery.

Every word is quoted. A database would read some unquoted words as operators.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from forum.search.query_parser import Term, Variant

# Folding writes ß as ss, so no word of a text contains this letter. It marks the words that we add
# to an entry: filter words, and stems with their language.
RESERVED_LETTER = "ß"
MAX_KEY = 2**63 - 1


def filter_word(name: str, value: object = "") -> str:
    """The word in an entry that a filter looks up, such as ßtheme3."""
    return f"{RESERVED_LETTER}{name}{value}"


def indexed_stem(language: str, stem: str) -> str:
    """A stem in an entry. It differs from every word, and from the stems of other languages."""
    return f"{language}{RESERVED_LETTER}{stem}"


class FullTextExpressions(ABC):
    """Builds a condition as a string, and finds the entries that meet it."""

    @abstractmethod
    def word(self, word: str, *, in_title: bool = False, is_prefix: bool = False) -> str:
        """A word, or words in a row. With `is_prefix` the last word may be longer."""

    @abstractmethod
    def any_of(self, conditions: Iterable[str]) -> str: ...

    @abstractmethod
    def all_of(self, conditions: Iterable[str]) -> str: ...

    def all_but_one(self, conditions: list[str]) -> str:
        """All of `conditions`, or all except one."""
        return self.any_of(
            self.all_of([*conditions[:missing], *conditions[missing + 1 :]])
            for missing in range(len(conditions))
        )

    @abstractmethod
    def all_without(self, conditions: Iterable[str], excluded: list[str]) -> str: ...

    @abstractmethod
    def newest_matching(
        self, entries: Any, condition: str, *, from_key: int, before_key: int, limit: int
    ) -> Any:
        """The newest entries that meet `condition`, at most `limit`.

        Their keys are at least `from_key` and less than `before_key`.
        """

    def term(self, term: Term, *, in_title: bool = False) -> str:
        """A term of a query, or one of its variants.

        A word that is not exact has one stem in each language.
        """
        if term.is_exact:
            return self.word(" ".join(term.words), in_title=in_title)
        stems = (indexed_stem(language, stem) for language, stem in term.stem_by_language.items())
        own = (self.word(stem, in_title=in_title) for stem in stems)
        variants = (self._variant(variant, in_title) for variant in term.variants)
        return self.any_of([*own, *variants])

    def _variant(self, variant: Variant, in_title: bool) -> str:
        if not variant.language:
            return self.word(" ".join(variant.words), in_title=in_title)
        stems = (indexed_stem(variant.language, stem) for stem in variant.words)
        return self.all_of([self.word(stem, in_title=in_title) for stem in stems])


class FTS5Expressions(FullTextExpressions):
    def word(self, word: str, *, in_title: bool = False, is_prefix: bool = False) -> str:
        column = "{title} : " if in_title else ""
        quoted = '"{}"'.format(word.replace('"', ""))
        return f"{column}{quoted}{' *' if is_prefix else ''}"

    def any_of(self, conditions: Iterable[str]) -> str:
        return "({})".format(" OR ".join(conditions))

    def all_of(self, conditions: Iterable[str]) -> str:
        return "({})".format(" AND ".join(conditions))

    def all_without(self, conditions: Iterable[str], excluded: list[str]) -> str:
        required = self.all_of(conditions)
        return f"{required} NOT {self.any_of(excluded)}" if excluded else required

    def newest_matching(
        self, entries: Any, condition: str, *, from_key: int, before_key: int, limit: int
    ) -> Any:
        """Read the keys of the FTS5 index from the newest to the oldest, and stop at the limit.

        The statement looks each key up in `entries`, so the limit counts only rows of `entries`.
        """
        row_sql, row_parameters = entries.row_of_index_key
        keys = RawSQL(
            "SELECT rowid FROM search_index WHERE search_index MATCH %s"
            f" AND rowid >= %s AND rowid < %s AND EXISTS ({row_sql}) ORDER BY rowid DESC LIMIT %s",
            [condition, from_key, before_key, *row_parameters, limit],
        )
        return entries.model.objects.filter(pk__in=keys).order_by("-pk")


class TSQueryExpressions(FullTextExpressions):
    def word(self, word: str, *, in_title: bool = False, is_prefix: bool = False) -> str:
        """The title has weight A (migration 0001)."""
        options = f"{'A' if in_title else ''}{'*' if is_prefix else ''}"
        suffix = f":{options}" if options else ""
        words = (part.replace("'", "").replace("\\", "") for part in word.split())
        return "({})".format(" <-> ".join(f"'{part}'{suffix}" for part in words))

    def any_of(self, conditions: Iterable[str]) -> str:
        return "({})".format(" | ".join(conditions))

    def all_of(self, conditions: Iterable[str]) -> str:
        return "({})".format(" & ".join(conditions))

    def all_without(self, conditions: Iterable[str], excluded: list[str]) -> str:
        return self.all_of([*conditions, *(f"!{condition}" for condition in excluded)])

    def newest_matching(
        self, entries: Any, condition: str, *, from_key: int, before_key: int, limit: int
    ) -> Any:
        """Read matches from the newest to the oldest, and look each up in `entries`, as on SQLite.

        Two clauses force this order, because the planner does not merge a subquery that has
        ORDER BY or OFFSET. Without them it would look up all matches of a common word, then sort.
        """
        row_of_key = entries.filter(pk=RawSQL("matching.id", ())).values("pk")
        row_sql, row_parameters = row_of_key.query.sql_with_params()
        keys = RawSQL(
            "SELECT id FROM (SELECT id FROM search_entry WHERE document @@ %s::tsquery"
            " AND id >= %s AND id < %s ORDER BY id DESC) AS matching"
            f" WHERE EXISTS ({row_sql} OFFSET 0) ORDER BY id DESC LIMIT %s",
            [condition, from_key, before_key, *row_parameters, limit],
        )
        return entries.model.objects.filter(pk__in=keys).order_by("-pk")


def for_current_database() -> FullTextExpressions:
    return FTS5Expressions() if connection.vendor == "sqlite" else TSQueryExpressions()
