"""Tell authors once a day how many people reacted to what they wrote. A periodic task.

A notification for each click would teach members to ignore the bell.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum.blocking.models import Block
from forum.notifications.kinds import Kind
from forum.notifications.listeners import nudge_members
from forum.notifications.models import Notification
from forum.reactions.models import Reaction, daily_sums

BATCH = 200  # authors in one round of the worker


def write_lines_of_the_day() -> None:
    """One line for each author, after the day in UTC has ended. Safe to repeat."""
    now = timezone.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Reaction.objects.untold(before=today).order_by("author")
    author_ids = list(waiting.values_list("author", flat=True).distinct()[:BATCH])
    if not author_ids:
        return
    with transaction.atomic(durable=True):
        reactions = Reaction.objects.untold(before=today).filter(author__in=author_ids)
        told = _write_lines(list(reactions), day=(today - timedelta(days=1)).toordinal())
        reactions.mark_told()
    nudge_members(told)


def _write_lines(reactions: list[Reaction], *, day: int) -> list[int]:
    """The keys of the authors who were told. day: as of date.toordinal."""
    sums = daily_sums(_without_blocked(reactions))
    willing = Member.objects.filter(pk__in=sums, hears_reactions=True).values_list("pk", flat=True)
    told: list[int] = []
    for author_id in sorted(willing):
        told += Notification.objects.create_missing(
            [author_id],
            kind=Kind.REACTED,
            number=sums[author_id].texts,
            by_id=author_id,
            text=str(sums[author_id].people),
            mark=day,
        )
    return told


def _without_blocked(reactions: list[Reaction]) -> list[Reaction]:
    """Without those of members that the author blocks."""
    authors = {reaction.author_id for reaction in reactions}
    members = {reaction.member_id for reaction in reactions}
    blocks = Block.objects.filter(member__in=authors, blocked__in=members)
    pairs = set(blocks.values_list("member", "blocked"))
    return [each for each in reactions if (each.author_id, each.member_id) not in pairs]
