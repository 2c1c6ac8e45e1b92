"""Reactions: what a member thinks of a post or message, in one click.

A post or message has the counts of its own reactions in its column `reactions`, so that a page
needs no query for them. A row here says who reacted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.blocking.collapsing import blocked_by
from forum.chat.models import Message
from forum.contributions.reaction_kinds import SYMBOLS, ReactionKind
from forum.topics.models import Post

MAX_NAMES = 20  # that the page lists for a kind


class ReactionQuerySet(models.QuerySet["Reaction"]):
    def about(self, contribution: Post | Message) -> "ReactionQuerySet":
        return self.filter(**target_fields(contribution))

    def kinds_of(self, member: Any) -> set[str]:
        """The kinds of one member among these."""
        return set(self.filter(member=member.pk).values_list("kind", flat=True))

    def counts(self) -> dict[str, int]:
        """The column `reactions` of the post or message that all of these are about."""
        counted = self.order_by().values_list("kind").annotate(Count("pk"))
        return dict(sorted(counted))

    def next_targets_of(self, member_id: int, most: int) -> "list[Reaction]":
        """Reactions of one member, each with its post or message."""
        own = self.filter(member=member_id).order_by("pk")
        return list(own.select_related("post__topic", "message__room")[:most])

    def untold(self, *, before: datetime) -> "ReactionQuerySet":
        """Those of earlier days that their author has not been told about."""
        return self.filter(told_at=None, created_at__lt=before)

    def mark_told(self) -> None:
        self.update(told_at=timezone.now())


class Reaction(models.Model):
    """One kind of reaction of one member to one post or message."""

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", db_index=False)
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="+", db_index=False
    )
    # The author of the text, so that the line of a day needs no other table.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=ReactionKind)
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)  # when the author was told

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(post=None, message__isnull=False) | Q(post__isnull=False, message=None),
                name="reaction_to_one_text",
            ),
            models.UniqueConstraint(
                fields=["post", "member", "kind"], name="reaction_to_post_once"
            ),
            models.UniqueConstraint(
                fields=["message", "member", "kind"], name="reaction_to_message_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="reaction_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id or self.message_id}: {self.kind}"

    @property
    def contribution(self) -> Post | Message:
        return self.post or self.message  # type: ignore[return-value]


class Reactors(NamedTuple):
    """Who reacted in one way: at most MAX_NAMES names, and how many more."""

    kind: str
    label: str
    symbol: str
    total: int
    members: list[Any]
    more: int
    is_mine: bool


def reactors_of(contribution: Post | Message, reader: Any) -> list[Reactors]:
    """One row for each kind. Closed accounts have no reactions.

    Members that the reader blocks count, but have no name.
    """
    about = Reaction.objects.about(contribution)
    mine = about.kinds_of(reader) if reader.pk else set()
    rows = []
    for kind in ReactionKind:
        count = contribution.reactions.get(kind.value, 0)
        named = about.filter(kind=kind.value, member__closed_at=None) if count else about.none()
        named = named.exclude(member__in=blocked_by(reader)) if blocked_by(reader) else named
        members = [row.member for row in named.select_related("member").order_by("pk")[:MAX_NAMES]]
        more = max(0, count - len(members))
        label, is_mine = str(kind.label), kind.value in mine
        rows.append(Reactors(kind.value, label, SYMBOLS[kind], count, members, more, is_mine))
    return rows


class DailySum(NamedTuple):
    """What an author is told about a day: from how many people, to how many texts."""

    people: int
    texts: int


def daily_sums(reactions: Iterable[Reaction]) -> dict[int, DailySum]:
    """The sum for each author."""
    people: dict[int, set[int]] = {}
    texts: dict[int, Counter[tuple[int | None, int | None]]] = {}
    for reaction in reactions:
        people.setdefault(reaction.author_id, set()).add(reaction.member_id)
        of_author = texts.setdefault(reaction.author_id, Counter())
        of_author[reaction.post_id, reaction.message_id] += 1
    return {author: DailySum(len(people[author]), len(texts[author])) for author in people}


def target_fields(contribution: Post | Message) -> dict[str, Any]:
    """The field that names the post or message, for a filter or a new row."""
    if isinstance(contribution, Post):
        return {"post": contribution}
    return {"message": contribution}
