"""Which topics are unread: the rows of the Following page, and what "Mark all as read" changes.

The page reads two ranges of indexes, so that the query for 30 rows does not scan the thousands of
topics that a member may follow: topics with a position, by the time since which they are unread;
and topics of followed themes that the member has never opened, by the time of their first post.
"""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from collective_brain.web.numbers import moment_from_key, numbers_in_key
from forum.contributions.models import REMOVED
from forum.following.levels import FOLLOWED_LEVELS, Level, Reason
from forum.following.models import ReadPosition, ThemeFollow
from forum.following.reading_state import with_reading_state
from forum.themes.models import Theme
from forum.topics.models import Post, Topic, visible_topics_q

RowT = TypeVar("RowT", bound=models.Model)


# A topic that the member has never opened is new because they chose its level, or because they
# follow its theme since before it began.
_IS_NEW_BY_LEVEL = Q(my_level__in=FOLLOWED_LEVELS) & (
    ~Q(my_reason=Reason.THEME.value) | Q(began_after_follow=True)
)


def load_unread_topics(member: Any, after: str = "", *, limit: int = 30) -> list[Any]:
    """The topics of one Following page, the one that has been unread longest first.

    Each topic has `unread_since`, `first_unread` (the number of a post), `my_last_read`,
    `my_removed_count` (removed posts after it) and `my_reason`. `after` is the `row_key` of the
    last row on the page before; an invalid key raises ValueError.
    """
    positions = _page_after(_unread_positions(member), "topic", after)[:limit]
    never_opened = _page_after(_never_opened_topics(member), "pk", after)[:limit]
    topics = [_topic_of_position(position) for position in positions] + list(never_opened)
    topics.sort(key=lambda topic: (topic.unread_since, topic.pk))
    return topics[:limit]


def row_key(topic: Any) -> str:
    """Where the next page begins: microseconds since 1970 and the key of the topic."""
    return f"{round(topic.unread_since.timestamp() * 1_000_000)}.{topic.pk}"


def followed_topics_to_mark_read(member: Any) -> models.QuerySet[Any]:
    """The visible topics that `member` follows and has not read to the end."""
    positions = ReadPosition.objects.filter(member=member).exclude(reason="")
    themes = ThemeFollow.objects.filter(member=member, level__in=FOLLOWED_LEVELS)
    candidates = Topic.objects.visible_to(member).filter(
        Q(pk__in=positions.values("topic")) | Q(theme__in=themes.values("theme"))
    )
    return with_reading_state(candidates, member).filter(
        _IS_NEW_BY_LEVEL | Q(my_last_read__gt=0),
        my_level__in=FOLLOWED_LEVELS,
        last_number__gt=F("my_last_read"),
    )


def new_topics_in_theme(theme: Theme, member: Any) -> models.QuerySet[Any]:
    """The visible topics that the page of `theme` marks as new for `member`.

    `_add_unread_count` in templatetags/following.py has the same rule.
    """
    topics = with_reading_state(theme.topics.visible_to(member), member)
    is_new = Q(my_last_read__gt=0) | _IS_NEW_BY_LEVEL | Q(last_post_at__gt=member.joined_at)
    unread = topics.filter(is_new, last_number__gt=F("my_last_read"))
    return unread.exclude(my_level=Level.MUTED)


def _unread_positions(member: Any) -> models.QuerySet[Any]:
    """The positions in visible topics that `member` follows and has not read to the end.

    The rule for the level is the one of `with_reading_state`; tests compare the two.
    """
    themes = ThemeFollow.objects.filter(member=member)
    by_theme = Q(topic__theme__in=themes.filter(level__in=FOLLOWED_LEVELS).values("theme"))
    muted = Q(topic__theme__in=themes.filter(level=Level.MUTED).values("theme"))
    chosen, wrote = Q(reason=Reason.CHOSEN), Q(reason=Reason.WROTE)
    followed = (chosen & Q(level__in=FOLLOWED_LEVELS)) | (~chosen & by_theme) | (wrote & ~muted)
    reason = Case(
        When(chosen, then="reason"),
        When(by_theme, then=Value(Reason.THEME.value)),
        default="reason",
    )
    positions: Any = ReadPosition.objects.filter(member=member, unread_since__isnull=False)
    positions = positions.filter(followed, visible_topics_q(member, "topic__"))
    positions = positions.select_related("topic__theme").annotate(
        my_reason=reason,
        first_unread=_first_visible_number_after(OuterRef("topic"), OuterRef("read")),
        my_removed_count=_removed_count_after(OuterRef("topic"), OuterRef("read")),
    )
    return positions.filter(first_unread__isnull=False)


def _topic_of_position(position: Any) -> Any:
    topic = position.topic
    topic.my_last_read, topic.unread_since = position.read, position.unread_since
    topic.my_reason, topic.first_unread = position.my_reason, position.first_unread
    topic.my_removed_count = position.my_removed_count
    return topic


def _never_opened_topics(member: Any) -> models.QuerySet[Any]:
    follow = FilteredRelation(
        "theme__follows",
        condition=Q(theme__follows__member=member, theme__follows__level__in=FOLLOWED_LEVELS),
    )
    topics = (
        Topic.objects.visible_to(member)
        .annotate(follow=follow)
        .filter(created_at__gte=F("follow__since"), post_count__gt=0)
    )
    never_opened = topics.exclude(positions__member=member)
    return never_opened.select_related("theme").annotate(
        unread_since=F("created_at"),
        first_unread=_first_visible_number_after(OuterRef("pk"), 0),
        my_removed_count=_removed_count_after(OuterRef("pk"), 0),
        my_last_read=Value(0),
        my_reason=Value(Reason.THEME.value),
    )


def _first_visible_number_after(topic: OuterRef, number: Any) -> Subquery:
    posts = Post.objects.filter(topic=topic, number__gt=number).exclude(REMOVED)
    return Subquery(posts.order_by("number").values("number")[:1])


def _removed_count_after(topic: OuterRef, number: Any) -> Coalesce:
    removed = Post.objects.filter(REMOVED, topic=topic, number__gt=number).order_by()
    return Coalesce(Subquery(removed.values("topic").annotate(n=Count("pk")).values("n")), 0)


def _page_after(rows: models.QuerySet[RowT], topic: str, key: str) -> models.QuerySet[RowT]:
    """The rows after `key`, the last row of the page before. topic: the column with its key."""
    rows = rows.order_by("unread_since", topic)
    if not key:
        return rows
    microseconds, pk = numbers_in_key(key, 2)
    moment = moment_from_key(microseconds)
    later = Q(unread_since__gt=moment) | Q(unread_since=moment, **{f"{topic}__gt": pk})
    # The second condition follows from the first; it lets the scan of the index begin at `moment`.
    return rows.filter(later, unread_since__gte=moment)
