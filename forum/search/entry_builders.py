"""Build the index entries of topics, posts, messages and members from their rows.

Reading is quick, and building is slow, so they are two steps: `read_texts` runs under the lock of
the index, `build_entry` before it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.countries import names_for_search
from accounts.models import Member
from collective_brain.i18n.folding import fold_name
from forum import markup
from forum.chat.models import Message
from forum.contributions.models import REMOVED
from forum.search.full_text_expressions import indexed_stem
from forum.search.models import INDEX_VERSION, Entry, Kind, entry_key
from forum.search.stemmer import LANGUAGES, stem
from forum.search.tokenizer import words
from forum.topics.models import Post, Topic

# The columns of the rows that are read twice for each new text, so no whole rows.
_AUTHORED = ("pk", "author_id", "author__community", "language", "created_at", "body")
_OF_TOPIC = ("topic_id", "topic__theme_id")
_OF_FIRST_POST = ("topic__title", "topic__language", "topic__created_at")
_OF_ROOM = ("room_id", "room__theme_id", "room__topic__theme_id")


@dataclass(frozen=True)
class IndexedText:
    """What an entry is built from. Equal texts have equal entries."""

    kind: Kind
    key: int
    author_id: int
    community: str
    language: str
    at: datetime
    title: str
    body: str  # HTML, or plain text of a member
    body_language: str = ""  # "" if it is `language`
    topic_id: int | None = None
    room_id: int | None = None
    theme_id: int | None = None


def read_texts(kind: Kind, keys: Iterable[int]) -> dict[int, IndexedText]:
    """The texts of the rows with these primary keys. A row that nobody may find has none."""
    return {text.key: text for text in _READERS[kind](keys)}


def build_entry(text: IndexedText) -> Entry:
    """Fold and stem all words: up to 0.3 s of CPU. Not for transactions."""
    entry = Entry(
        kind=text.kind,
        key=text.key,
        author_id=text.author_id,
        community=text.community,
        language=text.language,
        at=text.at,
        topic_id=text.topic_id,
        room_id=text.room_id,
        theme_id=text.theme_id,
    )
    entry.pk = intended_pk(entry)
    body = text.body if text.kind == Kind.MEMBER else markup.words_in_html(text.body)
    entry.title = _words_and_stems(text.title, text.language)
    entry.words = _words_and_stems(body, text.body_language or text.language)
    entry.set_filter_words()
    entry.version = INDEX_VERSION
    return entry


def rows_to_index(kind: Kind) -> Any:
    """The rows that have an entry. The first post of a topic is in the entry of its topic."""
    if kind == Kind.TOPIC:
        return Topic.objects.all()
    if kind == Kind.POST:
        return Post.objects.filter(number__gt=1).exclude(REMOVED)
    if kind == Kind.MESSAGE:
        return Message.objects.exclude(REMOVED)
    members = Member.objects.filter(closed_at=None, is_active=True, handle__isnull=False)
    return members.exclude(community="")


def profile_language(member: Member) -> str:
    """The language of a profile: the first language of the member that the search can stem."""
    for code in (member.language, *member.languages):
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


def intended_pk(entry: Entry) -> int:
    """The primary key of an entry, unless another entry already has it."""
    return entry_key(entry.kind, entry.key, entry.at)


def _read_topics(keys: Iterable[int]) -> Iterator[IndexedText]:
    """The title and the first post of a topic. The title stays when the first post is deleted."""
    first_posts = Post.objects.filter(topic__in=keys, number=1).with_body()
    for row in first_posts.values_list(*_AUTHORED, *_OF_TOPIC, *_OF_FIRST_POST, named=True):
        yield IndexedText(
            Kind.TOPIC,
            row.topic_id,
            author_id=row.author_id,
            community=row.author__community,
            language=row.topic__language,
            at=row.topic__created_at,
            title=row.topic__title,
            body=row.body,
            body_language=row.language,
            topic_id=row.topic_id,
            theme_id=row.topic__theme_id,
        )


def _read_posts(keys: Iterable[int]) -> Iterator[IndexedText]:
    posts = rows_to_index(Kind.POST).filter(pk__in=keys).with_body()
    for row in posts.values_list(*_AUTHORED, *_OF_TOPIC, named=True):
        yield IndexedText(
            Kind.POST,
            row.pk,
            author_id=row.author_id,
            community=row.author__community,
            language=row.language,
            at=row.created_at,
            title="",
            body=row.body,
            topic_id=row.topic_id,
            theme_id=row.topic__theme_id,
        )


def _read_messages(keys: Iterable[int]) -> Iterator[IndexedText]:
    messages = rows_to_index(Kind.MESSAGE).filter(pk__in=keys).with_body()
    for row in messages.values_list(*_AUTHORED, *_OF_ROOM, named=True):
        yield IndexedText(
            Kind.MESSAGE,
            row.pk,
            author_id=row.author_id,
            community=row.author__community,
            language=row.language,
            at=row.created_at,
            title="",
            body=row.body,
            room_id=row.room_id,
            theme_id=row.room__topic__theme_id or row.room__theme_id,
        )


def _read_members(keys: Iterable[int]) -> Iterator[IndexedText]:
    """What the public profile of a member shows."""
    for member in rows_to_index(Kind.MEMBER).filter(pk__in=keys):
        yield IndexedText(
            Kind.MEMBER,
            member.pk,
            author_id=member.pk,
            community=member.community,
            language=profile_language(member),
            at=member.joined_at,
            title=f"{member.name} {member.handle} {_words_without_apostrophes(member.name)}",
            body=f"{member.organisation} {member.bio} {names_for_search(member.country)}",
        )


def _words_without_apostrophes(name: str) -> str:
    """For "Ana O’Neil" this is "oneil". In a text, O and Neil are two words."""
    name_words = words(name)
    return " ".join(word for word in fold_name(name).split() if word not in name_words)


_READERS: dict[Kind, Callable[[Iterable[int]], Iterator[IndexedText]]] = {
    Kind.TOPIC: _read_topics,
    Kind.POST: _read_posts,
    Kind.MESSAGE: _read_messages,
    Kind.MEMBER: _read_members,
}


def _words_and_stems(text: str, language: str) -> str:
    """The words in their order, and after them their stems."""
    text_words = words(text)
    stems = {indexed_stem(language, stem(word, language)) for word in text_words}
    return " ".join([*text_words, *sorted(stems)])
