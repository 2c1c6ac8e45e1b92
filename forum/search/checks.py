"""The checks of the search index. Those of its vocabulary are in vocabulary_checks.py."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet

from collective_brain.doctor import Problem, RowCheck
from forum.search import indexing
from forum.search.entry_builders import rows_to_index
from forum.search.full_text_expressions import filter_word, for_current_database
from forum.search.models import Entry, Kind


def find_wrong_entries(kind: Kind, rows: "QuerySet[Any]") -> Iterator[Problem]:
    keys = list(rows.values_list("pk", flat=True))
    for text in indexing.texts_with_wrong_entries(kind, keys):
        sentence = f"The search entry of {kind.value} {text.key} is missing or not up to date"
        yield Problem(text.key, sentence, hash(text))


def find_orphans(entries: "QuerySet[Entry]") -> Iterator[Problem]:
    """Entries of rows that nobody may find: removed, closed, or missing."""
    rows = list(entries.values_list("pk", "kind", "key"))
    for kind in Kind:
        keys = [key for _pk, of_kind, key in rows if of_kind == kind]
        present = set(rows_to_index(kind).filter(pk__in=keys).values_list("pk", flat=True))
        for pk, of_kind, key in rows:
            if of_kind == kind and key not in present:
                yield Problem(
                    pk, f"Search has an entry of {kind.value} {key}, which is removed or missing"
                )


def delete_orphans(pks: list[int]) -> None:
    for kind in Kind:
        keys = Entry.objects.filter(pk__in=pks, kind=kind).values_list("key", flat=True)
        indexing.update_entries(kind, list(keys))


def find_unindexed(entries: "QuerySet[Entry]") -> Iterator[Problem]:
    """Entries that FTS5 does not look up. PostgreSQL's column cannot differ from its row."""
    bounds = entries.aggregate(first=Min("pk"), last=Max("pk"))
    if connection.vendor != "sqlite" or bounds["first"] is None:
        return
    expressions = for_current_database()
    any_kind = expressions.any_of(expressions.word(filter_word(kind)) for kind in Kind.values)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_index WHERE search_index MATCH %s"
            " AND rowid >= %s AND rowid <= %s",
            [any_kind, bounds["first"], bounds["last"]],
        )
        indexed = {row[0] for row in cursor.fetchall()}
    for pk, kind, key in entries.values_list("pk", "kind", "key"):
        if pk not in indexed:
            yield Problem(pk, f"The full-text index of SQLite lacks {kind} {key}")


def rebuild_index(_pks: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")


def _entry_check(kind: Kind, rows: Callable[[], Any]) -> RowCheck:
    return RowCheck(
        "search-entries",
        rows=rows,
        find=partial(find_wrong_entries, kind),
        repair=partial(indexing.update_entries, kind),
        repair_sentence="writes it again",
        is_eventual=True,
        batch=indexing.BATCH_SIZE,
    )


CHECKS = [
    # First: FTS5 counts wrong when an entry changes that it has never seen.
    RowCheck(
        "search-index",
        rows=Entry.objects.all,
        find=find_unindexed,
        repair=rebuild_index,
        repair_sentence="builds the index again from the entries",
        batch=1_000_000,
    ),
    *(_entry_check(kind, model.objects.all) for kind, model in indexing.MODELS.items()),
    RowCheck(
        "search-orphans",
        rows=Entry.objects.all,
        find=find_orphans,
        repair=delete_orphans,
        repair_sentence="deletes the entry",
        is_eventual=True,
        batch=indexing.BATCH_SIZE,
    ),
]
