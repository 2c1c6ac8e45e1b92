"""The check of trust levels."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Member
from collective_brain.doctor import Problem, RowCheck
from forum.trust.computing import compute_levels
from forum.trust.facts import facts_of
from forum.trust.levels import standing_of


def find_wrong_levels(members: "QuerySet[Member]") -> Iterator[Problem]:
    """Levels that are too low, also after a threshold in the settings was changed.

    A higher one is no fault: what members delete themselves lowers no level.
    """
    waiting = Q(trust_due_at__lte=timezone.now())  # the worker computes it in a moment
    rows = list(members.exclude(waiting))
    facts = facts_of([member.pk for member in rows])
    for member in rows:
        level = standing_of(member, facts[member.pk]).level
        if level > member.trust_level:
            sentence = (
                f"Member {member.pk} has trust level {member.trust_level} instead of {level:d}"
            )
            yield Problem(member.pk, sentence, [facts[member.pk].posts, int(level)])


CHECKS = [
    RowCheck(
        "trust-levels",
        rows=Member.objects.all,
        find=find_wrong_levels,
        repair=compute_levels,
        repair_sentence="computes the level again",
        is_eventual=True,
        batch=50,
    ),
]
