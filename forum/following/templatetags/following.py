"""Tags that show read positions and notification levels on the pages of other packages.

No tag sends a query for a visitor.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from collective_brain.web.fetch_metadata import is_page_visit
from forum.blocking.collapsing import collapse_if_blocked
from forum.chat.models import Room
from forum.following import actions
from forum.following.level_sentences import level_choices
from forum.following.levels import FOLLOWED_LEVELS, Level, Reason
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.following.reading_state import last_number_at, unread_count
from forum.themes.models import Theme
from forum.topics.models import Topic

register = template.Library()

# The stream name of a topic or room, and the first and last number that the page shows.
Shown = tuple[str, int, int]
NO_DAY_LINES: Mapping[int, str] = MappingProxyType({})


class FirstUnread(NamedTuple):
    """The first unread number and its address.

    `number` is None when everything is read, and at the first visit. `url` is "" when the page
    itself shows the number. `unmarked_from` is the last number that was read, if the page did not
    mark what it shows as read: then the script reports what comes into view.
    """

    number: int | None = None
    url: str = ""
    unmarked_from: int | None = None


@register.simple_tag(takes_context=True)
def first_unread(context: Any, conversation: Topic | Room, shown: Shown) -> FirstUnread:
    """{% first_unread topic shown as first_unread %}: where to read on; then mark `shown` as read.

    Without JavaScript, a page that its reader opens counts as read; with JavaScript, the script
    reports what came later. A page that refuses a form (not GET), that is loaded in advance or
    that another site leads to marks nothing as read (decision 59). In a topic that
    the member does not follow, everything written before they joined counts as read.

    A member costs one query, a second one where the position advances, and a third one at the
    first visit to a topic that is older than the member.
    """
    member = context["request"].user
    if not member.is_authenticated:
        return FirstUnread()
    state = _reading_state(member, conversation)
    _stream, first, last = shown
    unmarked_from = None if is_page_visit(context["request"]) else state.last_read
    if unmarked_from is None:
        state.mark_read(max(last, state.last_read))
    number = state.last_read + 1
    if number == 1 or number > conversation.last_number:
        return FirstUnread(unmarked_from=unmarked_from)
    is_on_page = first <= number <= last
    return FirstUnread(number, "" if is_on_page else state.url_of(number), unmarked_from)


@register.simple_tag(takes_context=True)
def contributions_with_divider(
    context: Any,
    contributions: Sequence[Any],
    first_unread: FirstUnread,
    day_lines: Mapping[int, str] = NO_DAY_LINES,
) -> str:
    """{% contributions_with_divider posts first_unread %}: the HTML of all posts or messages.

    A divider comes before the first unread one. What the reader blocks is collapsed. Each
    contribution has a `number` and its `html`.
    day_lines: the HTML of the line above a message that begins a day, by its number.
    """
    html, reader = [], context["request"].user
    for contribution in contributions:
        if contribution.number in day_lines:
            html.append(day_lines[contribution.number])
        if contribution.number == first_unread.number:
            html.append(render_to_string("following/_unread_divider.html"))
        html.append(collapse_if_blocked(contribution.html, reader))
    return mark_safe("\n".join(html))  # noqa: S308  (each part comes from a template)


class _ReadingState(NamedTuple):
    """How far a member has read in a topic or a room, and what a page can do with it."""

    last_read: int
    mark_read: Callable[[int], Any]
    url_of: Callable[[int], str]


def _reading_state(member: Any, conversation: Topic | Room) -> _ReadingState:
    if isinstance(conversation, Topic):
        return _state_in_topic(member, conversation)
    return _state_in_room(member, conversation)


def _state_in_topic(member: Any, topic: Any) -> _ReadingState:
    _ensure_reading_state(member, [topic])
    last_read = topic.my_last_read
    if not last_read and topic.my_level not in FOLLOWED_LEVELS:
        last_read = last_number_at(member.joined_at, topic)
    return _ReadingState(last_read, partial(actions.mark_topic_read, member, topic), topic.post_url)


def _state_in_room(member: Any, room: Any) -> _ReadingState:
    room.my_last_read = RoomReadPosition.objects.last_read_number(member, room)
    return _ReadingState(
        room.my_last_read,
        partial(actions.mark_room_read, member, room),
        partial(_message_url, room),
    )


def _message_url(room: Room, number: int) -> str:
    return reverse("chat:message_at", args=[room.pk, number])


@register.simple_tag(takes_context=True)
def add_unread_counts(context: Any, topics: Sequence[Any]) -> bool:
    """{% add_unread_counts topics as has_new_topics %}: whether any of the topics is new.

    Sets `unread_count` (None: show no count) and `is_new` on each topic, with one query for all.
    A topic that the member has opened before is new when it has newer posts. A topic that they
    have never opened is new when they follow it, or when it has a post from after they joined.
    A muted topic is never new.
    """
    member = context["request"].user
    for topic in topics:
        topic.unread_count, topic.is_new = None, False
    if topics and member.is_authenticated:
        _ensure_reading_state(member, topics)
        for topic in topics:
            _add_unread_count(member, topic)
    return any(topic.is_new for topic in topics)


def _add_unread_count(member: Any, topic: Any) -> None:
    count = unread_count(topic)
    if topic.my_level == Level.MUTED or not count:
        return
    was_opened = topic.my_last_read > 0
    if was_opened:
        topic.unread_count = count
    topic.is_new = was_opened or _is_new_by_level(topic) or topic.last_post_at > member.joined_at


def _is_new_by_level(topic: Any) -> bool:
    """The rule of unread_topics.py for a topic that the member has never opened."""
    is_old = topic.my_reason == Reason.THEME and not topic.began_after_follow
    return topic.my_level in FOLLOWED_LEVELS and not is_old


@register.inclusion_tag("following/_topic_level_form.html", takes_context=True)
def follow_topic_form(context: Any, topic: Any) -> dict[str, Any]:
    """{% follow_topic_form topic %}: how and why the member follows, and the form for the level."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    _ensure_reading_state(request.user, [topic])
    reason = Reason(topic.my_reason).label if topic.my_reason else ""
    return {"topic": topic, "reason": reason, **_form_context(context, topic.my_level)}


@register.inclusion_tag("following/_theme_level_form.html", takes_context=True)
def follow_theme_form(context: Any, theme: Theme) -> dict[str, Any]:
    """{% follow_theme_form theme %}: how the member follows, and the form for the level."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    level = ThemeFollow.objects.level_of(request.user, theme)
    return {"theme": theme, **_form_context(context, level)}


def _form_context(context: Any, level: str) -> dict[str, Any]:
    request = context["request"]
    return {
        "level": level,
        "level_name": Level(level).button_text,
        "levels": level_choices,  # called where {% cached levels %} has no HTML yet
        "next": request.get_full_path(),
        "request": request,
        "fragment_key": context["fragment_key"],
    }


def _ensure_reading_state(member: Any, topics: Sequence[Topic]) -> None:
    """Send the query only when an earlier tag on the page has not sent it."""
    if not all(hasattr(topic, "my_last_read") for topic in topics):
        ReadPosition.objects.attach_reading_state(member, topics)
