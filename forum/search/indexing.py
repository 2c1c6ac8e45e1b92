"""Keep the index equal to the rows of topics, posts, messages and members.

Every function is safe to repeat. It builds the entries of long texts before it takes the lock of
the index, and writes them if the rows are still the same. Only one such transaction runs at a time.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from accounts.models import Member
from forum.chat.models import Message
from forum.search.entry_builders import (
    IndexedText,
    build_entry,
    intended_pk,
    read_texts,
    rows_to_index,
)
from forum.search.models import INDEX_VERSION, Entry, EntryQuerySet, Kind
from forum.search.vocabulary import change_counts, set_count
from forum.topics.models import Post, Topic

BATCH_SIZE = 100  # rows in one transaction; in the worst case they have 20 MB of HTML
PIECE_SIZE = 10  # rows in one transaction of a job that stops after SLICE_SECONDS
SLICE_SECONDS = 0.2
QUICK_LENGTH = 2_000  # characters of HTML; their entries are built in under 5 ms
UPDATED_FIELDS = (
    "topic_id",
    "room_id",
    "theme_id",
    "author_id",
    "community",
    "language",
    "title",
    "words",
    "marks",
    "version",
)
MODELS: dict[Kind, Any] = {
    Kind.TOPIC: Topic,
    Kind.POST: Post,
    Kind.MESSAGE: Message,
    Kind.MEMBER: Member,
}
# The key of the advisory lock that PostgreSQL uses for writers. SQLite has one writer at a time.
_WRITER_LOCK = 0x5EA2C4


def update_entries(kind: Kind, keys: Sequence[int]) -> int:
    """Bring the entries of these rows up to date. Returns how many were not."""
    built: dict[IndexedText, Entry] = {}
    while True:
        with transaction.atomic(durable=True):
            lock_out_other_writers()
            texts = read_texts(kind, keys).values()
            not_built = [text for text in texts if text not in built]
            if sum(len(text.body) for text in not_built) <= QUICK_LENGTH:
                built |= {text: build_entry(text) for text in not_built}
                return _replace_changed_entries(
                    kind, keys, {text.key: built[text] for text in texts}
                )
        # Without the lock. What changes now is read again, and rarely built again.
        built |= {text: build_entry(text) for text in not_built}


def update_existing_entries(entries: EntryQuerySet, *, beyond: int = 0) -> Iterator[int]:
    """Bring the entries with a key beyond `beyond` up to date, one by one; yield the key of each.

    A long job in pieces (decision 54). An entry can take 0.3 s of CPU.
    """
    rows = entries.filter(pk__gt=beyond).order_by("pk")
    for entry_key, kind, key in list(rows.values_list("pk", "kind", "key")):
        update_entries(Kind(kind), [key])
        yield entry_key


def texts_with_wrong_entries(kind: Kind, keys: Sequence[int]) -> list[IndexedText]:
    """The texts of those of `keys` with no entry, or with an entry that is out of date."""
    texts = read_texts(kind, keys)
    stored = {entry.key: entry for entry in Entry.objects.filter(kind=kind, key__in=keys)}
    return [
        text
        for key, text in sorted(texts.items())
        if key not in stored or not _is_stored(build_entry(text), stored[key])
    ]


def count_word(word: str) -> None:
    """Count again the entries with vocabulary words that contain `word`, and store the count."""
    with transaction.atomic(durable=True):
        lock_out_other_writers()
        set_count(word, count_entries_with(word))


def count_entries_with(word: str) -> int:
    """How many entries have `word` among their vocabulary words."""
    entries = Entry.objects.filter(version=INDEX_VERSION).with_word(word)
    return sum(word in entry.vocabulary_words for entry in entries.iterator())


def add_missing_entries() -> int:
    """Write some entries that are missing or outdated, the newest first. Returns how many.

    It stops after SLICE_SECONDS, or after BATCH_SIZE rows.
    """
    end = time.monotonic() + SLICE_SECONDS
    for kind, keys in chain(_missing_rows(), _outdated_rows()):
        written = 0
        for start in range(0, len(keys), PIECE_SIZE):
            written += update_entries(kind, keys[start : start + PIECE_SIZE])
            if time.monotonic() > end:
                break
        if written:
            return written
    return 0


def _missing_rows() -> Iterator[tuple[Kind, list[int]]]:
    """(kind, at most BATCH_SIZE primary keys of rows without an entry) of each kind."""
    for kind in Kind:
        entry_of_row = Entry.objects.filter(kind=kind, key=OuterRef("pk"))
        rows = rows_to_index(kind).filter(~Exists(entry_of_row))
        yield kind, list(rows.order_by("-pk").values_list("pk", flat=True)[:BATCH_SIZE])


def _outdated_rows() -> Iterator[tuple[Kind, list[int]]]:
    keys_by_kind: dict[Kind, list[int]] = {}
    for kind, key in Entry.objects.outdated().values_list("kind", "key")[:BATCH_SIZE]:
        keys_by_kind.setdefault(Kind(kind), []).append(key)
    yield from keys_by_kind.items()


def _replace_changed_entries(kind: Kind, keys: Sequence[int], wanted: dict[int, Entry]) -> int:
    """Make the stored entries of these rows equal to `wanted`. Returns how many were not."""
    stored = {entry.key: entry for entry in Entry.objects.filter(kind=kind, key__in=keys)}
    changed = [entry for key, entry in wanted.items() if not _is_stored(entry, stored.get(key))]
    outdated_keys = stored.keys() - wanted.keys()
    if outdated_keys:
        Entry.objects.filter(kind=kind, key__in=outdated_keys).delete()
    _assign_free_pks([entry for entry in changed if entry.key not in stored])
    Entry.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=UPDATED_FIELDS,
    )
    _count_words([stored[key] for key in outdated_keys], [])
    _count_words([stored[entry.key] for entry in changed if entry.key in stored], changed)
    return len(changed) + len(outdated_keys)


def _count_words(before: Iterable[Entry], after: Iterable[Entry]) -> None:
    """Keep the vocabulary equal to the entries. Older versions did not count their words."""
    change_by_word: Counter[str] = Counter()
    for entry in after:
        change_by_word.update(entry.vocabulary_words)
    for entry in before:
        if entry.version == INDEX_VERSION:
            change_by_word.subtract(entry.vocabulary_words)
    change_counts(change_by_word)


def lock_out_other_writers() -> None:
    """Wait for other writers. A writer that reads a row later must also write its entry later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER_LOCK])


def _is_stored(entry: Entry, stored: Entry | None) -> bool:
    """Whether `stored` is up to date. `entry` takes over its primary key."""
    if stored is None:
        return False
    entry.pk = stored.pk
    return all(getattr(entry, field) == getattr(stored, field) for field in UPDATED_FIELDS)


def _assign_free_pks(entries: Iterable[Entry]) -> None:
    """Raise the primary key of each new entry until it is free.

    Imported rows can have the same time, and then the same primary key.
    """
    entries = list(entries)
    pks = [entry.pk for entry in entries]
    taken = set(Entry.objects.filter(pk__in=pks).values_list("pk", flat=True))
    for entry in entries:
        while entry.pk in taken or _is_taken_by_another(entry):
            entry.pk += 1
        taken.add(entry.pk)


def _is_taken_by_another(entry: Entry) -> bool:
    """Whether the raised primary key is in the table. The query above checked the intended ones."""
    return entry.pk != intended_pk(entry) and Entry.objects.filter(pk=entry.pk).exists()
