"""From the rows of topics, posts, messages and members to their entries, and to none when they are gone.

Everything here can be done again at any time: rows are read and entries written in one transaction, one at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from accounts.models import Member
from forum.chat.models import Message
from forum.contributions.models import REMOVED, Contribution
from forum.search.full_text_expressions import indexed_stem
from forum.search.models import Entry, EntryQuerySet, Kind, entry_key
from forum.search.tokenizer import LANGUAGES, stem, words
from forum.topics.models import Post, Topic

BATCH_SIZE = 500  # rows in one transaction
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
)
_LOCK = (
    0x5EA2C4  # PostgreSQL's advisory lock of whoever writes entries; SQLite has one writer anyway
)

ReportProgress = Callable[
    [Kind, int, int], None
]  # of a kind, how many rows were looked at, of how many


def update_entries(kind: Kind, keys: Sequence[int]) -> int:
    """Bring the entries of these rows up to date; returns how many were not."""
    with transaction.atomic(durable=True):
        _take_turn()
        made = {entry.key: entry for entry in _MADE_FROM[kind](keys)}
        known = {entry.key: entry for entry in Entry.objects.filter(kind=kind, key__in=keys)}
        changed = [entry for key, entry in made.items() if not _same(entry, known.get(key))]
        gone = known.keys() - made.keys()
        if gone:
            Entry.objects.filter(kind=kind, key__in=gone).delete()
        _find_places([entry for entry in changed if entry.key not in known])
        Entry.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=UPDATED_FIELDS,
        )
    return len(changed) + len(gone)


def update_existing_entries(entries: EntryQuerySet) -> None:
    """Bring these entries up to date, batch by batch."""
    for kind in Kind:
        keys = list(entries.filter(kind=kind).values_list("key", flat=True))
        for start in range(0, len(keys), BATCH_SIZE):
            update_entries(kind, keys[start : start + BATCH_SIZE])


def reindex_everything(tell: ReportProgress) -> int:
    """Look at every row there is, newest first; returns how many entries were not up to date."""
    return sum(_keep_kind(kind, tell) for kind in Kind)


def add_missing_entries() -> int:
    """Write entries for at most BATCH rows that have none, newest first; returns how many."""
    for kind, rows in _rows().items():
        there = Entry.objects.filter(kind=kind, key=OuterRef("pk"))
        keys = list(
            rows.filter(~Exists(there)).order_by("-pk").values_list("pk", flat=True)[:BATCH_SIZE]
        )
        if keys and (written := update_entries(kind, keys)):
            return written
    return 0


def _keep_kind(kind: Kind, tell: ReportProgress) -> int:
    rows, written, done = _MODELS[kind].objects.all(), 0, 0
    of, below = rows.count(), None
    while True:
        left = rows.order_by("-pk") if below is None else rows.filter(pk__lt=below).order_by("-pk")
        keys = list(left.values_list("pk", flat=True)[:BATCH_SIZE])
        if not keys:
            return written
        written += update_entries(kind, keys)
        below, done = keys[-1], done + len(keys)
        tell(kind, done, max(of, done))


def _rows() -> dict[Kind, Any]:
    """The rows that have an entry, of each kind."""
    return {
        Kind.TOPIC: Topic.objects.all(),
        Kind.POST: Post.objects.filter(number__gt=1).exclude(REMOVED),
        Kind.MESSAGE: Message.objects.exclude(REMOVED),
        Kind.MEMBER: Member.objects.filter(
            closed_at=None, is_active=True, handle__isnull=False
        ).exclude(community=""),
    }


def _take_turn() -> None:
    """Wait until nobody else writes entries: who reads rows later writes later, too."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _same(entry: Entry, known: Entry | None) -> bool:
    if known is None:
        return False
    entry.pk = known.pk
    return all(getattr(entry, field) == getattr(known, field) for field in UPDATED_FIELDS)


def _find_places(entries: Iterable[Entry]) -> None:
    """Give each new entry a key that is free: the moment is taken when many rows were brought in with the same one."""
    entries = list(entries)
    taken = set(
        Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values_list("pk", flat=True)
    )
    for entry in entries:
        while entry.pk in taken or (
            entry.pk != _key(entry) and Entry.objects.filter(pk=entry.pk).exists()
        ):
            entry.pk += 1
        taken.add(entry.pk)


def _key(entry: Entry) -> int:
    return entry_key(entry.kind, entry.key, entry.at)


def profile_language(member: Member) -> str:
    """The language that a profile is taken to be in: the first of ours that its member speaks."""
    return next(
        (code for code in (member.language, *member.languages) if code in LANGUAGES), LANGUAGES[0]
    )


# --- what an entry is made of ---


def _topics(keys: Iterable[int]) -> Iterator[Entry]:
    """A topic is found by its title and its first post, and keeps its title when that is gone."""
    firsts = (
        Post.objects.filter(topic__in=keys, number=1).with_body().select_related("topic", "author")
    )
    for first in firsts:
        topic = first.topic
        entry = _entry(
            Kind.TOPIC, first, language=topic.language, key=topic.pk, at=topic.created_at
        )
        entry.topic_id, entry.theme_id = topic.pk, topic.theme_id
        yield _filled(entry, topic.title, topic.language, first.text, first.language)


def _posts(keys: Iterable[int]) -> Iterator[Entry]:
    found = _rows()[Kind.POST].filter(pk__in=keys)
    for post in found.with_body().select_related("topic", "author"):
        entry = _entry(Kind.POST, post)
        entry.topic_id, entry.theme_id = post.topic_id, post.topic.theme_id
        yield _filled(entry, "", post.language, post.text, post.language)


def _messages(keys: Iterable[int]) -> Iterator[Entry]:
    found = _rows()[Kind.MESSAGE].filter(pk__in=keys)
    for message in found.with_body().select_related("room__topic", "author"):
        entry, room = _entry(Kind.MESSAGE, message), message.room
        entry.room_id, entry.theme_id = (
            room.pk,
            room.topic.theme_id if room.topic else room.theme_id,
        )
        yield _filled(entry, "", message.language, message.text, message.language)


def _members(keys: Iterable[int]) -> Iterator[Entry]:
    """A member is found by what their public page shows."""
    for member in _rows()[Kind.MEMBER].filter(pk__in=keys):
        entry = Entry(
            kind=Kind.MEMBER,
            key=member.pk,
            author_id=member.pk,
            community=member.community,
            language=profile_language(member),
            at=member.joined_at,
        )
        name = f"{member.name} {member.handle}"
        about = f"{member.organisation} {member.country_name} {member.bio}"
        yield _filled(entry, name, entry.language, about, entry.language)


def _entry(kind: Kind, item: Contribution, **fields: Any) -> Entry:
    text = {"language": item.language, "key": item.pk, "at": item.created_at} | fields
    return Entry(kind=kind, author_id=item.author_id, community=item.author.community, **text)


def _filled(entry: Entry, title: str, title_language: str, text: str, language: str) -> Entry:
    entry.pk = _key(entry)
    entry.title, entry.words = _words(title, title_language), _words(text, language)
    entry.set_filter_words()
    return entry


def _words(text: str, language: str) -> str:
    """The words in their order, then their stems."""
    found = words(text)
    return " ".join(
        [*found, *sorted({indexed_stem(language, stem(word, language)) for word in found})]
    )


_MADE_FROM: dict[Kind, Callable[[Iterable[int]], Iterator[Entry]]] = {
    Kind.TOPIC: _topics,
    Kind.POST: _posts,
    Kind.MESSAGE: _messages,
    Kind.MEMBER: _members,
}
_MODELS: dict[Kind, Any] = {
    Kind.TOPIC: Topic,
    Kind.POST: Post,
    Kind.MESSAGE: Message,
    Kind.MEMBER: Member,
}
