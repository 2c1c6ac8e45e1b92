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
    for post in first_posts.select_related("topic", "author"):
        topic = post.topic
        yield IndexedText(
            Kind.TOPIC,
            topic.pk,
            author_id=post.author_id,
            community=post.author.community,
            language=topic.language,
            at=topic.created_at,
            title=topic.title,
            body=post.body,
            body_language=post.language,
            topic_id=topic.pk,
            theme_id=topic.theme_id,
        )


def _read_posts(keys: Iterable[int]) -> Iterator[IndexedText]:
    posts = rows_to_index(Kind.POST).filter(pk__in=keys).with_body()
    for post in posts.select_related("topic", "author"):
        yield IndexedText(
            Kind.POST,
            post.pk,
            author_id=post.author_id,
            community=post.author.community,
            language=post.language,
            at=post.created_at,
            title="",
            body=post.body,
            topic_id=post.topic_id,
            theme_id=post.topic.theme_id,
        )


def _read_messages(keys: Iterable[int]) -> Iterator[IndexedText]:
    messages = rows_to_index(Kind.MESSAGE).filter(pk__in=keys).with_body()
    for message in messages.select_related("room__topic", "author"):
        room = message.room
        yield IndexedText(
            Kind.MESSAGE,
            message.pk,
            author_id=message.author_id,
            community=message.author.community,
            language=message.language,
            at=message.created_at,
            title="",
            body=message.body,
            room_id=room.pk,
            theme_id=room.topic.theme_id if room.topic else room.theme_id,
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
