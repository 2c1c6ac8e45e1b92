"""For what there can be a draft: the forms of what exists and is visible to the member.

Each form has a place, its data-target attribute: "topic:17" (a reply), "start:3" (a new topic in a
theme), "room:3" (a message), "edit:/topics/17/5" and "edit:/rooms/3/5" (an edit).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum.chat import rules as chat_rules
from forum.chat.models import Message, Room
from forum.contributions.rules import ANY_REASON
from forum.themes.models import Theme
from forum.topics import rules as topic_rules
from forum.topics.models import Post, Topic

NUMBER = "[1-9][0-9]{0,8}"
PLACE_PATTERN = re.compile(
    rf"(?P<kind>topic|start|room):(?P<pk>{NUMBER})"
    rf"|edit:/(?P<edit_kind>topics|rooms)/(?P<conversation>{NUMBER})/(?P<number>{NUMBER})"
)

# The keys of a place are (pk,) of a topic, theme or room, or (conversation, number) of an edit.
PlaceByKeys = dict[tuple[int, ...], str]


@dataclass(frozen=True)
class DraftTarget:
    """The form at `place`.

    `kind` says in words what the member writes, `title` is that of the topic, theme or room, `url`
    is the address of the form, and `contribution` is the post or message that an edit changes.
    """

    place: str
    kind: str
    title: str
    url: str
    contribution: Post | Message | None = None


def valid_place(text: str) -> str:
    """`text` if a draft can have this place, or "". PostgreSQL refuses NUL, for example."""
    return text if PLACE_PATTERN.fullmatch(text) else ""


def find_target(place: str, member: Any) -> DraftTarget | None:
    """None when there is no such form, or the member may not use it."""
    return find_targets([place], member).get(place)


def find_targets(places: Iterable[str], member: Any) -> dict[str, DraftTarget]:
    """The forms of `places` that exist for `member`, by place; one query for each kind of form.

    The form of an edit exists for a member who may edit.
    """
    places_by_kind: dict[str, PlaceByKeys] = {kind: {} for kind in FINDER_BY_KIND}
    for place in places:
        if match := PLACE_PATTERN.fullmatch(place):
            kind, keys = _kind_and_keys(match)
            places_by_kind[kind][keys] = place
    targets: list[DraftTarget] = []
    for kind, place_by_keys in places_by_kind.items():
        if place_by_keys:
            targets += FINDER_BY_KIND[kind](place_by_keys, member)
    return {target.place: target for target in targets}


def _kind_and_keys(match: re.Match[str]) -> tuple[str, tuple[int, ...]]:
    if match["kind"]:
        return match["kind"], (int(match["pk"]),)
    return match["edit_kind"], (int(match["conversation"]), int(match["number"]))


def _find_reply_targets(place_by_keys: PlaceByKeys, member: Any) -> list[DraftTarget]:
    topics = Topic.objects.visible_to(member).filter(pk__in=_pks(place_by_keys))
    return [
        DraftTarget(
            place=place_by_keys[topic.pk,],
            kind=pgettext("a draft", "Reply"),
            title=topic.title,
            url=f"{topic.get_absolute_url()}#reply",
        )
        for topic in topics
    ]


def _find_new_topic_targets(place_by_keys: PlaceByKeys, member: Any) -> list[DraftTarget]:
    return [
        DraftTarget(
            place=place_by_keys[theme.pk,],
            kind=_("New topic"),
            title=theme.name,
            url=reverse("topics:start", args=[theme.slug]),
        )
        for theme in Theme.objects.visible_to(member).filter(pk__in=_pks(place_by_keys))
    ]


def _find_message_targets(place_by_keys: PlaceByKeys, member: Any) -> list[DraftTarget]:
    rooms = (
        Room.objects.visible_to(member).with_theme_and_topic().filter(pk__in=_pks(place_by_keys))
    )
    return [
        DraftTarget(
            place=place_by_keys[room.pk,],
            kind=_("Chat message"),
            title=room.title,
            url=f"{room.get_absolute_url()}#say",
        )
        for room in rooms
    ]


def _pks(place_by_keys: PlaceByKeys) -> list[int]:
    return [pk for (pk,) in place_by_keys]


def _find_post_edit_targets(place_by_keys: PlaceByKeys, member: Any) -> list[DraftTarget]:
    condition = Q(pk=None)
    for topic_id, number in place_by_keys:
        condition |= Q(topic=topic_id, number=number)
    posts = Post.objects.filter(condition, topic__in=Topic.objects.visible_to(member))
    return [
        DraftTarget(
            place=place_by_keys[post.topic_id, post.number],
            kind=_("Edit of post #%(number)d") % {"number": post.number},
            title=post.topic.title,
            url=reverse("topics:edit", args=[post.topic_id, post.number]),
            contribution=post,
        )
        for post in posts.select_related("topic__theme")
        if not topic_rules.refuse_edit(member, post, why=ANY_REASON)
    ]


def _find_message_edit_targets(place_by_keys: PlaceByKeys, member: Any) -> list[DraftTarget]:
    condition = Q(pk=None)
    for room_id, number in place_by_keys:
        condition |= Q(room=room_id, number=number)
    messages = Message.objects.filter(condition, room__in=Room.objects.visible_to(member))
    return [
        DraftTarget(
            place=place_by_keys[message.room_id, message.number],
            kind=_("Edit of message #%(number)d") % {"number": message.number},
            title=message.room.title,
            url=reverse("chat:edit", args=[message.room_id, message.number]),
            contribution=message,
        )
        for message in messages.select_related("room__theme", "room__topic__theme")
        if not chat_rules.refuse_edit(member, message)
    ]


FINDER_BY_KIND = {
    "topic": _find_reply_targets,
    "start": _find_new_topic_targets,
    "room": _find_message_targets,
    "topics": _find_post_edit_targets,
    "rooms": _find_message_edit_targets,
}
