"""What members did that counts for their level, with the same few queries for one and for many.

How long somebody reads counts for nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from forum.chat.models import Message
from forum.contributions.models import REMOVED
from forum.groups.models import GroupMember
from forum.private_notes.models import PrivateNote
from forum.topics.models import Post, Topic
from forum.trust.models import Vouch


@dataclass
class Facts:
    """hidden_at: of each text that a facilitator hid in the last settings.TRUST_HIDDEN_DAYS."""

    posts: int = 0
    days: int = 0
    answered: int = 0
    hidden_at: list[datetime] = field(default_factory=list)
    academy_since: datetime | None = None
    vouched_at: datetime | None = None


def facts_of(member_ids: Collection[int]) -> dict[int, Facts]:
    facts = {key: Facts() for key in member_ids}
    posts = _standing_posts(member_ids)
    day = TruncDate("created_at")
    counted = posts.annotate(count=Count("pk"), days=Count(day, distinct=True))
    for key, count, days in counted.values_list("author", "count", "days"):
        facts[key].posts, facts[key].days = count, days
    answered = posts.filter(_is_answered()).annotate(count=Count("pk"))
    for key, count in answered.values_list("author", "count"):
        facts[key].answered = count
    for key, moment in _hidden_texts(member_ids):
        facts[key].hidden_at.append(moment)
    academy = GroupMember.objects.filter(member__in=member_ids, group__is_academy=True)
    first = academy.order_by().values("member").annotate(first=Min("since"))
    for key, since in first.values_list("member", "first"):
        facts[key].academy_since = since
    vouches = Vouch.objects.open().filter(member__in=member_ids)
    for key, moment in vouches.values_list("member", "created_at"):
        facts[key].vouched_at = moment
    return facts


def _standing_posts(member_ids: Collection[int]) -> "QuerySet[Any]":
    """Posts by web and by mail that are neither deleted nor hidden, grouped by their author."""
    in_hidden_topic = Q(number=1, topic__hidden_at__isnull=False)
    standing = Post.objects.filter(author__in=member_ids).exclude(REMOVED).exclude(in_hidden_topic)
    return standing.order_by().values("author")


def _is_answered() -> Q:
    """Somebody else replied to the post, or wrote in the topic that it started."""
    by_others = Post.objects.filter(topic=OuterRef("topic")).exclude(author=OuterRef("author"))
    by_others = by_others.exclude(REMOVED)
    replies = by_others.filter(reply_to=OuterRef("number"))
    return Q(Q(answer_count__gt=0), Exists(replies)) | Q(Q(number=1), Exists(by_others))


def _hidden_texts(member_ids: Collection[int]) -> list[tuple[int, datetime]]:
    """What somebody decided to hide. A text that reports hid still waits for a decision."""
    since = timezone.now() - timedelta(days=settings.TRUST_HIDDEN_DAYS)
    recent = {"author__in": member_ids, "hidden_at__gt": since}
    posts = Post.objects.filter(**recent).exclude(hidden_by=None)
    messages = Message.objects.filter(**recent).exclude(hidden_by=None)
    notes = PrivateNote.objects.filter(**recent)
    hidden: list[Any] = []
    for rows in (posts, messages, notes, Topic.objects.filter(**recent)):
        hidden += rows.order_by().values_list("author", "hidden_at")
    return hidden
