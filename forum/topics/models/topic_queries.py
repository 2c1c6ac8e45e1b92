"""Which topics a member may see, and the queries of topics."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.utils import timezone

from accounts import permissions
from collective_brain.web.numbers import moment_from_key, numbers_in_key
from forum.contributions.models import ConversationQuerySet
from forum.themes.models import Theme
from forum.topics.models.plans import due_plans_q

if TYPE_CHECKING:
    from forum.topics.models.topics import Topic


class TopicQuerySet(ConversationQuerySet["Topic"]):
    def visible_to(self, member: Any) -> TopicQuerySet:
        """The topics that `member` may see: hidden ones only as facilitator or administrator."""
        return self.filter(visible_topics_q(member))

    def hidden_of(self, author: Any) -> TopicQuerySet:
        """The topics of `author` that are hidden. They read their own texts in them."""
        if not author.pk:
            return self.none()
        own = self.exclude(hidden_at=None).filter(author=author.pk)
        return own.exclude(theme__in=Theme.objects.closed_to(author))

    def in_readable_themes(self, member: Any) -> TopicQuerySet:
        """Without those of private themes that `member` may not read, but with hidden ones."""
        return self.exclude(theme__in=Theme.objects.closed_to(member))

    def with_facilitated(self, member: Any) -> TopicQuerySet:
        """Add `facilitated`: whether `member` is a facilitator of the theme."""
        if not member.pk or permissions.may_administer(member):
            return self.annotate(facilitated=Value(bool(member.pk)))
        is_facilitated = Q(theme__in=Theme.objects.facilitated_by(member))
        return self.annotate(
            facilitated=ExpressionWrapper(is_facilitated, output_field=models.BooleanField())
        )

    def in_list_order(self) -> TopicQuerySet:
        """In the order of a theme page."""
        return self.order_by("-pinned", "-last_post_at", "-pk")

    def newest_public(self) -> TopicQuerySet:
        """The topics that everybody may read, without empty ones, newest post first."""
        return self.newest_listed_to(AnonymousUser())

    def not_merged(self) -> TopicQuerySet:
        """Without those that were merged into another topic."""
        return self.filter(merged_into=None)

    def with_due_plan(self) -> TopicQuerySet:
        """The topics that the worker has to unpin, close or reopen now."""
        return self.filter(due_plans_q(timezone.now())).order_by("pk")

    def newest_listed_to(self, member: Any) -> TopicQuerySet:
        """What lists show to `member`, newest post first: no empty and no hidden topics."""
        listed = self.filter(listed_topics_q(member), post_count__gt=0)
        return listed.order_by("-last_post_at", "-pk")

    def among_newest(self, count: int, member: Any) -> TopicQuerySet:
        """Only topics that are among the `count` newest for `member`, so a filter scans no more."""
        topics: models.Manager[Topic] = self.model._default_manager
        newest = topics.filter(listed_topics_q(member)).order_by("-last_post_at", "-pk")
        return self.filter(pk__in=newest.values("pk")[:count])

    def newest_post_time_in(self, theme: Theme) -> datetime | None:
        """The time of the newest post in a visible topic of `theme`.

        Reads the first rows of an index.
        """
        visible = self.not_merged().filter(theme=theme, hidden_at=None)
        visible = visible.order_by("-last_post_at", "-pk")
        times = visible.values_list("last_post_at", flat=True)
        newest = [times.filter(pinned=True).first(), times.filter(pinned=False).first()]
        return max(filter(None, newest), default=None)

    def public_in_block(self, block: int, size: int) -> TopicQuerySet:
        """The topics that everybody may see, in the block of `size` keys with this number."""
        first = block * size
        public = self.not_merged().filter(listed_topics_q(AnonymousUser()))
        return public.filter(pk__range=(first, first + size - 1)).order_by("pk")

    def after_row_key(self, key: str) -> TopicQuerySet:
        """The rows that follow the row with this `row_key`.

        Raises ValueError for an invalid key.
        """
        pinned, microseconds, pk = numbers_in_key(key, 3)
        at = moment_from_key(microseconds)
        later = Q(last_post_at__lt=at) | Q(last_post_at=at, pk__lt=pk)
        same = Q(pinned=bool(pinned)) & later
        return self.filter(same | Q(pinned=False) if pinned else same)


def visible_topics_q(member: Any, topic: str = "") -> Q:
    """The condition that `member` may see a topic. topic: the path to the topic, such as "topic__".

    A condition on the joined row, because `topic__in` would list all visible topics for each page.
    """
    if member.pk and permissions.may_administer(member):
        return ~Q(pk__in=[])  # always true; an empty Q would disappear from an "or"
    shown = listed_topics_q(member, topic)
    return (
        shown | Q(**{f"{topic}theme__in": Theme.objects.facilitated_by(member)})
        if member.pk
        else shown
    )


def listed_topics_q(member: Any, topic: str = "") -> Q:
    """The condition that lists show a topic to `member`: it is not hidden, and not in a private
    theme that they may not read. AnonymousUser(): what everybody may read.
    """
    closed = Theme.objects.closed_to(member)
    return Q(**{f"{topic}hidden_at": None}) & ~Q(**{f"{topic}theme__in": closed})
