"""Update the index after an event. The worker runs these listeners.

Each listener reads the row again, so it is safe to repeat and needs no order.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from accounts.events import MemberClosed, MemberWelcomed, PreferencesChanged, ProfileChanged
from accounts.models import Member
from forum.chat.events import MessageEvent
from forum.search import indexing
from forum.search.models import Entry, Kind
from forum.topics.events import PostEvent, PostsMoved, TopicEvent
from forum.topics.models import Post


def index_post(event: PostEvent) -> None:
    """The first post of a topic is in the entry of its topic."""
    number, topic_id = Post.objects.values_list("number", "topic_id").get(pk=event.post_id)
    if number == 1:
        indexing.update_entries(Kind.TOPIC, [topic_id])
    else:
        indexing.update_entries(Kind.POST, [event.post_id])


def index_topic(event: TopicEvent) -> None:
    indexing.update_entries(Kind.TOPIC, [event.topic_id])


def reindex_moved_topic(event: TopicEvent, after: Any) -> Iterator[int]:
    """All entries of the topic and of its room belong to another theme now."""
    entries = Entry.objects.filter(Q(topic=event.topic_id) | Q(room__topic=event.topic_id))
    yield from indexing.update_existing_entries(entries, beyond=after or 0)


def index_moved_posts(event: PostsMoved, after: Any) -> Iterator[int]:
    """The posts belong to another topic now. A first post is in the entry of its topic."""
    indexing.update_entries(Kind.TOPIC, [event.topic_id, event.target_id])
    last = event.first + len(event.old_numbers) - 1
    moved = Post.objects.filter(topic=event.target_id, number__range=(event.first, last))
    keys = moved.filter(pk__gt=after or 0).order_by("pk").values_list("pk", flat=True)
    for key in list(keys):
        indexing.update_entries(Kind.POST, [key])
        yield key


def index_message(event: MessageEvent) -> None:
    indexing.update_entries(Kind.MESSAGE, [event.message_id])


def index_member(
    event: MemberWelcomed | ProfileChanged | PreferencesChanged | MemberClosed, after: Any
) -> Iterator[int]:
    """Index the profile, and everything by the member if their community changed."""
    indexing.update_entries(Kind.MEMBER, [event.member_id])
    community = Member.objects.values_list("community", flat=True).get(pk=event.member_id)
    contributions = Entry.objects.filter(author=event.member_id).exclude(kind=Kind.MEMBER)
    outdated = contributions.exclude(community=community)
    yield from indexing.update_existing_entries(outdated, beyond=after or 0)
