"""What other slices' pages show of following. For visitors every tag is free: no query."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from forum.chat.models import Room
from forum.following import actions
from forum.following.models import (
    FOLLOWED,
    Level,
    Position,
    Reason,
    RoomPosition,
    ThemeFollow,
    written_before,
)
from forum.themes.models import Theme
from forum.topics.models import Topic

register = template.Library()

Shown = tuple[str, int, int]  # the name of a line, and the first and last number on the page


class Place(NamedTuple):
    """The first unread number, None when there is none (or the member was never here), and the way to it,
    "" when it is on this page."""

    first_unread: int | None = None
    url: str = ""


@register.simple_tag(takes_context=True)
def place(context: Any, line: Topic | Room, shown: Shown) -> Place:
    """{% place topic shown as place %}: where the member is in a topic or room; what is shown is then read.

    Showing a page is what counts as reading without JavaScript; with it the script says what came later.
    Nothing moves when a form was refused. In a topic that one does not follow, what was written before one
    joined counts as read. Costs a member one query, one more where the position advances, and at the
    first visit to a topic that is older than the member, one more.
    """
    member = context["request"].user
    if not member.is_authenticated:
        return Place()
    of_line = _in_topic(member, line) if isinstance(line, Topic) else _in_room(member, line)
    _, first, last = shown
    if context["request"].method == "GET":
        of_line.advance(max(last, of_line.read))
    number = of_line.read + 1
    if number == 1 or number > line.last_number:
        return Place()
    return Place(number, "" if first <= number <= last else of_line.url(number))


@register.simple_tag
def items(shown: Sequence[Any], here: Place) -> str:
    """{% items posts here %}: the posts or messages of a page (fragments.NumberedHtml), and a divider before the first unread one."""
    html = []
    for item in shown:
        if item.number == here.first_unread:
            html.append(render_to_string("following/_divider.html"))
        html.append(item.html)
    return mark_safe("\n".join(html))  # noqa: S308 (each is a template's)


class _Reading(NamedTuple):
    """Up to which number nothing is new to a member in a topic or room, and what can be done from there."""

    read: int
    advance: Callable[[int], Any]
    url: Callable[[int], str]


def _in_topic(member: Any, topic: Any) -> _Reading:
    _note(member, [topic])
    read = topic.my_read
    if not read and topic.my_level not in FOLLOWED:
        read = written_before(member.joined_at, topic)
    return _Reading(read, partial(actions.read_topic, member, topic), topic.post_url)


def _in_room(member: Any, room: Room) -> _Reading:
    read = room.my_read = RoomPosition.objects.read_by(member, room)  # type: ignore[attr-defined]
    return _Reading(read, partial(actions.read_room, member, room), partial(_message_url, room))


def _message_url(room: Room, number: int) -> str:
    return reverse("chat:message_at", args=[room.pk, number])


@register.simple_tag(takes_context=True)
def unread(context: Any, topics: Sequence[Any]) -> bool:
    """{% unread topics as fresh %}: give each row `unread` (how many, or None) and `is_new`, in one query for
    all; whether any of them is.

    Opened before: what came since. Never opened: new when followed, or written in since one joined.
    Muted: never.
    """
    member = context["request"].user
    for topic in topics:
        topic.unread, topic.is_new = None, False
    if topics and member.is_authenticated:
        _note(member, topics)
        for topic in topics:
            _judge(member, topic)
    return any(topic.is_new for topic in topics)


def _judge(member: Any, topic: Any) -> None:
    behind = topic.last_number - topic.my_read
    if topic.my_level == Level.MUTED or behind <= 0:
        return
    if topic.my_read:
        topic.unread = behind
    topic.is_new = (
        bool(topic.my_read) or topic.my_level in FOLLOWED or topic.last_post_at > member.joined_at
    )


@register.inclusion_tag("following/_follow_topic.html", takes_context=True)
def follow_topic(context: Any, topic: Topic) -> dict[str, Any]:
    """{% follow_topic topic %}: how one follows, why, and the form to choose."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    _note(request.user, [topic])
    reason = topic.my_reason and Reason(topic.my_reason).label  # type: ignore[attr-defined]
    return {"topic": topic, "level": topic.my_level, "reason": reason, **_choice(request)}  # type: ignore[attr-defined]


@register.inclusion_tag("following/_follow_theme.html", takes_context=True)
def follow_theme(context: Any, theme: Theme) -> dict[str, Any]:
    """{% follow_theme theme %}: the same for a theme."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    return {
        "theme": theme,
        "level": ThemeFollow.objects.level_of(request.user, theme),
        **_choice(request),
    }


def _choice(request: Any) -> dict[str, Any]:
    return {"levels": Level.choices, "next": request.get_full_path(), "request": request}


def _note(member: Any, topics: Sequence[Topic]) -> None:
    if not all(hasattr(topic, "my_read") for topic in topics):
        Position.objects.note(member, topics)
