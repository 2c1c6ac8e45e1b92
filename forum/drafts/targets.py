"""Where drafts may lie: at the forms of what exists and is visible to their member.

A place is the form's data-keep: "topic:17" (a reply), "start:3" (a topic in a theme), "room:3" (a message),
"edit:/topics/17/5" and "edit:/rooms/3/5" (another text for what stands there).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum.chat import rules as room_rules
from forum.chat.models import Message, Room
from forum.themes.models import Theme
from forum.topics import rules as topic_rules
from forum.topics.models import Post, Topic

NUMBER = r"[1-9][0-9]{0,8}"
NAME = re.compile(rf"(topic|start|room):({NUMBER})|edit:/(topics|rooms)/({NUMBER})/({NUMBER})")


@dataclass(frozen=True)
class Place:
    """kind: what is written there, in words; title: of the topic, theme or room; address: of the form;
    item: what an edit changes."""

    name: str
    kind: str
    title: str
    address: str
    item: Post | Message | None = None


def find(name: str, member: Any) -> Place | None:
    """The place with this name; None when it is none, is gone, or is not for `member`."""
    return find_all([name], member).get(name)


def find_all(names: Iterable[str], member: Any) -> dict[str, Place]:
    """Those of `names` that are places for `member`, by name: a query for each kind of place.

    An edit is a place for who may edit."""
    keys: dict[str, dict[tuple[int, ...], str]] = {kind: {} for kind in FINDERS}
    for name in names:
        if known := NAME.fullmatch(name):
            kind, numbers = known[1] or known[3], [known[2]] if known[1] else [known[4], known[5]]
            keys[kind][tuple(int(number) for number in numbers)] = name
    places: list[Place] = []
    for kind, named in keys.items():
        places += FINDERS[kind](named, member) if named else []
    return {place.name: place for place in places}


Named = dict[tuple[int, ...], str]


def _replies(named: Named, member: Any) -> list[Place]:
    topics = Topic.objects.visible_to(member).filter(pk__in=[pk for (pk,) in named])
    return [
        Place(
            named[topic.pk,],
            pgettext("a draft", "Reply"),
            topic.title,
            f"{topic.get_absolute_url()}#reply",
        )
        for topic in topics
    ]


def _starts(named: Named, member: Any) -> list[Place]:
    themes = Theme.objects.filter(pk__in=[pk for (pk,) in named])
    return [
        Place(
            named[theme.pk,], _("New topic"), theme.name, reverse("topics:start", args=[theme.slug])
        )
        for theme in themes
    ]


def _messages(named: Named, member: Any) -> list[Place]:
    rooms = (
        Room.objects.visible_to(member)
        .with_theme_and_topic()
        .filter(pk__in=[pk for (pk,) in named])
    )
    return [
        Place(named[room.pk,], _("Chat message"), room.title, f"{room.get_absolute_url()}#say")
        for room in rooms
    ]


def _post_edits(named: Named, member: Any) -> list[Place]:
    wanted = Q(pk=None)
    for topic, number in named:
        wanted |= Q(topic=topic, number=number)
    posts = Post.objects.filter(wanted, topic__in=Topic.objects.visible_to(member))
    return [
        Place(
            named[post.topic_id, post.number],
            _("Edit of post #%(number)d") % {"number": post.number},
            post.topic.title,
            reverse("topics:edit", args=[post.topic_id, post.number]),
            post,
        )
        for post in posts.select_related("topic__theme")
        if not topic_rules.refuse_edit(member, post, why=topic_rules.ANY_REASON)
    ]


def _message_edits(named: Named, member: Any) -> list[Place]:
    wanted = Q(pk=None)
    for room, number in named:
        wanted |= Q(room=room, number=number)
    said = Message.objects.filter(wanted, room__in=Room.objects.visible_to(member))
    return [
        Place(
            named[message.room_id, message.number],
            _("Edit of message #%(number)d") % {"number": message.number},
            message.room.title,
            reverse("chat:edit", args=[message.room_id, message.number]),
            message,
        )
        for message in said.select_related("room__theme", "room__topic__theme")
        if not room_rules.refuse_edit(member, message)
    ]


FINDERS = {
    "topic": _replies,
    "start": _starts,
    "room": _messages,
    "topics": _post_edits,
    "rooms": _message_edits,
}
