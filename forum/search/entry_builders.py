"""Build the index entries of topics, posts, messages and members from their rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from accounts.models import Member
from forum.chat.models import Message
from forum.contributions.models import REMOVED, Contribution
from forum.search.full_text_expressions import indexed_stem
from forum.search.models import Entry, Kind, entry_key
from forum.search.stemmer import LANGUAGES, stem
from forum.search.tokenizer import words
from forum.topics.models import Post, Topic


def build_entries(kind: Kind, keys: Iterable[int]) -> Iterator[Entry]:
    """The entries of the rows with these primary keys. A row that nobody may find has no entry."""
    return _BUILDERS[kind](keys)


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


def _topic_entries(keys: Iterable[int]) -> Iterator[Entry]:
    """The title and the first post of a topic. The title stays when the first post is deleted."""
    first_posts = Post.objects.filter(topic__in=keys, number=1).with_body()
    for post in first_posts.select_related("topic", "author"):
        topic = post.topic
        entry = _contribution_entry(
            Kind.TOPIC, post, key=topic.pk, language=topic.language, at=topic.created_at
        )
        entry.topic_id, entry.theme_id = topic.pk, topic.theme_id
        _set_words(entry, topic.title, post.text, body_language=post.language)
        yield entry


def _post_entries(keys: Iterable[int]) -> Iterator[Entry]:
    posts = rows_to_index(Kind.POST).filter(pk__in=keys).with_body()
    for post in posts.select_related("topic", "author"):
        entry = _contribution_entry(Kind.POST, post)
        entry.topic_id, entry.theme_id = post.topic_id, post.topic.theme_id
        _set_words(entry, "", post.text)
        yield entry


def _message_entries(keys: Iterable[int]) -> Iterator[Entry]:
    messages = rows_to_index(Kind.MESSAGE).filter(pk__in=keys).with_body()
    for message in messages.select_related("room__topic", "author"):
        room = message.room
        entry = _contribution_entry(Kind.MESSAGE, message)
        entry.room_id = room.pk
        entry.theme_id = room.topic.theme_id if room.topic else room.theme_id
        _set_words(entry, "", message.text)
        yield entry


def _member_entries(keys: Iterable[int]) -> Iterator[Entry]:
    """What the public profile of a member shows."""
    for member in rows_to_index(Kind.MEMBER).filter(pk__in=keys):
        entry = Entry(
            kind=Kind.MEMBER,
            key=member.pk,
            author_id=member.pk,
            community=member.community,
            language=profile_language(member),
            at=member.joined_at,
        )
        about = f"{member.organisation} {member.country_name} {member.bio}"
        _set_words(entry, f"{member.name} {member.handle}", about)
        yield entry


_BUILDERS: dict[Kind, Callable[[Iterable[int]], Iterator[Entry]]] = {
    Kind.TOPIC: _topic_entries,
    Kind.POST: _post_entries,
    Kind.MESSAGE: _message_entries,
    Kind.MEMBER: _member_entries,
}


def _contribution_entry(
    kind: Kind,
    contribution: Contribution,
    *,
    key: int = 0,
    language: str = "",
    at: datetime | None = None,
) -> Entry:
    return Entry(
        kind=kind,
        key=key or contribution.pk,
        author_id=contribution.author_id,
        community=contribution.author.community,
        language=language or contribution.language,
        at=at or contribution.created_at,
    )


def _set_words(entry: Entry, title: str, body: str, *, body_language: str = "") -> None:
    entry.pk = intended_pk(entry)
    entry.title = _words_and_stems(title, entry.language)
    entry.words = _words_and_stems(body, body_language or entry.language)
    entry.set_filter_words()


def _words_and_stems(text: str, language: str) -> str:
    """The words in their order, and after them their stems."""
    text_words = words(text)
    stems = {indexed_stem(language, stem(word, language)) for word in text_words}
    return " ".join([*text_words, *sorted(stems)])
