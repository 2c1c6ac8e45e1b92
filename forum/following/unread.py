"""The rows of the Following page: what is unread in what a member follows, what has waited longest first.

Two ranges of indexes, so that nobody's thousands of topics are looked at for 30 of them: topics with a position, by what they
are unread since; topics of followed themes that were never opened, by when they were started.
"""

from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from forum.contributions.models import REMOVED
from forum.following.models import FOLLOWED, Level, Position, Reason, ThemeFollow
from forum.topics.models import Post, Topic, visible_topics_q

RowT = TypeVar("RowT", bound=models.Model)


def unread_in(member: Any, after: str = "", *, most: int = 30) -> list[Any]:
    """The first rows: topics with `unread_since`, the number of their `first_unread` post, my_read and my_reason.

    after: the `row_key` of the row before the page. Raises ValueError for no such key.
    """
    opened = _after(_opened(member), "topic", after)[:most]
    never = _after(_never_opened(member), "pk", after)[:most]
    rows = [*map(_as_row, opened), *never]
    return sorted(rows, key=lambda topic: (topic.unread_since, topic.pk))[:most]


def _opened(member: Any) -> models.QuerySet[Any]:
    """Positions in visible topics that `member` follows. What counts is said by topics_of; tests compare the two."""
    themes = ThemeFollow.objects.filter(member=member)
    by_theme = Q(topic__theme__in=themes.filter(level__in=FOLLOWED).values("theme"))
    muted = Q(topic__theme__in=themes.filter(level=Level.MUTED).values("theme"))
    chosen, wrote = Q(reason=Reason.CHOSEN), Q(reason=Reason.WROTE)
    followed = chosen & Q(level__in=FOLLOWED) | ~chosen & by_theme | wrote & ~muted
    reason = Case(
        When(chosen, then="reason"),
        When(by_theme, then=Value(Reason.THEME.value)),
        default="reason",
    )
    rows: Any = Position.objects.filter(member=member, unread_since__isnull=False)
    rows = rows.filter(followed, visible_topics_q(member, "topic__")).select_related("topic__theme")
    rows = rows.annotate(
        my_reason=reason, first_unread=_first_after(OuterRef("topic"), OuterRef("read"))
    )
    return rows.filter(first_unread__isnull=False)


def _as_row(position: Any) -> Any:
    topic = position.topic
    topic.my_read, topic.unread_since = position.read, position.unread_since
    topic.my_reason, topic.first_unread = position.my_reason, position.first_unread
    return topic


def _never_opened(member: Any) -> models.QuerySet[Any]:
    themes = ThemeFollow.objects.filter(member=member, level__in=FOLLOWED).values("theme")
    topics = Topic.objects.visible_to(member).filter(theme__in=themes, post_count__gt=0)
    return (
        topics.exclude(positions__member=member)
        .select_related("theme")
        .annotate(
            unread_since=F("created_at"),
            first_unread=_first_after(OuterRef("pk"), 0),
            my_read=Value(0),
            my_reason=Value(Reason.THEME.value),
        )
    )


def _first_after(topic: OuterRef, number: Any) -> Subquery:
    posts = Post.objects.filter(topic=topic, number__gt=number).exclude(REMOVED)
    return Subquery(posts.order_by("number").values("number")[:1])


def _after(rows: models.QuerySet[RowT], topic: str, key: str) -> models.QuerySet[RowT]:
    rows = rows.order_by("unread_since", topic)
    if not key:
        return rows
    moment, pk = (int(part) for part in key.split("."))
    at = datetime.fromtimestamp(moment / 1_000_000, tz=UTC)
    later = Q(unread_since__gt=at) | Q(unread_since=at, **{f"{topic}__gt": pk})
    return rows.filter(later, unread_since__gte=at)  # said twice, so that the index begins there


def row_key(topic: Any) -> str:
    return f"{round(topic.unread_since.timestamp() * 1_000_000)}.{topic.pk}"
