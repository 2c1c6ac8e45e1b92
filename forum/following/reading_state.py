"""Topics with what one member has read of them, and at which level they follow each."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When
from django.db.models.functions import Coalesce

from forum.following.levels import Level, Reason
from forum.topics.models import Topic


def unread_count(topic: Any) -> int:
    """The posts that the member has not read, without removed ones. topic: with a reading state."""
    return max(0, topic.last_number - topic.my_last_read - topic.my_removed_count)


def with_reading_state(topics: models.QuerySet[Topic], member: Any) -> models.QuerySet[Any]:
    """`topics` with my_level and my_reason, as they count for `member`, and my_last_read.

    began_after_follow: whether the topic is newer than the ThemeFollow of the member, if any.
    """
    own = FilteredRelation("positions", condition=Q(positions__member=member))
    of_theme = FilteredRelation("theme__follows", condition=Q(theme__follows__member=member))
    chosen = Q(own__reason=Reason.CHOSEN)
    by_theme = Q(of_theme__level__isnull=False) & ~Q(of_theme__level=Level.NORMAL)
    wrote = Q(own__reason=Reason.WROTE)
    return topics.annotate(own=own, of_theme=of_theme).annotate(
        my_level=Case(
            When(chosen, then=F("own__level")),
            When(by_theme, then=F("of_theme__level")),
            When(wrote, then=Value(Level.TRACKING.value)),
            default=Value(Level.NORMAL.value),
        ),
        my_reason=Case(
            When(chosen, then=Value(Reason.CHOSEN.value)),
            When(by_theme, then=Value(Reason.THEME.value)),
            When(wrote, then=Value(Reason.WROTE.value)),
            default=Value(""),
        ),
        my_last_read=Coalesce(F("own__read"), 0),
        began_after_follow=Case(
            When(created_at__gte=F("of_theme__since"), then=Value(True)), default=Value(False)
        ),
    )


def last_number_at(moment: datetime, topic: Topic) -> int:
    """The number of the last post in `topic` that is not newer than `moment`.

    Two cases need no query: the topic is newer than `moment`, or its last post is not.
    """
    if topic.created_at > moment:
        return 0
    if topic.last_post_at <= moment:
        return topic.last_number
    newer_posts = topic.posts.filter(created_at__gt=moment).order_by("number")
    first_newer = newer_posts.values_list("number", flat=True).first()
    return first_newer - 1 if first_newer else topic.last_number
