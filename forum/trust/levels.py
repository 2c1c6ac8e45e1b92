"""Which level a member has. settings.TRUST_… are the thresholds; /help/trust/ shows them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import Member
from accounts.trust_levels import TrustLevel
from forum.trust.facts import Facts


class Standing(NamedTuple):
    """due_at: when the level can change because time passes; None if only by what happens."""

    level: TrustLevel
    due_at: datetime | None = None


def standing_of(member: Member, facts: Facts) -> Standing:
    """The level that fits `member`.

    People with a role are trusted. Who is silenced has no trust until the silence ends. Each text
    that a facilitator hid lowers the level by one for some time.
    """
    now = timezone.now()
    if member.closed_at:
        return Standing(TrustLevel.NEW)
    if member.is_staff or member.facilitates:
        return Standing(TrustLevel.TRUSTED)
    if member.silenced_until and member.silenced_until > now:
        return Standing(TrustLevel.NEW, member.silenced_until)
    hidden_at = _counting(facts)
    level = TrustLevel(max(TrustLevel.NEW, _earned(facts, now) - len(hidden_at)))
    moments = [moment + timedelta(days=settings.TRUST_HIDDEN_DAYS) for moment in hidden_at]
    if facts.academy_since:
        moments.append(facts.academy_since + timedelta(days=settings.TRUST_ACADEMY_DAYS))
    return Standing(level, min((moment for moment in moments if moment > now), default=None))


def _earned(facts: Facts, now: datetime) -> TrustLevel:
    if (
        facts.posts >= settings.TRUST_TRUSTED_POSTS
        and facts.days >= settings.TRUST_TRUSTED_DAYS
        and facts.answered >= settings.TRUST_TRUSTED_ANSWERED
    ):
        return TrustLevel.TRUSTED
    if facts.vouched_at:
        return TrustLevel.MEMBER
    if facts.posts >= settings.TRUST_MEMBER_POSTS and facts.days >= settings.TRUST_MEMBER_DAYS:
        return TrustLevel.MEMBER
    since = facts.academy_since
    is_participant = since and since + timedelta(days=settings.TRUST_ACADEMY_DAYS) <= now
    return TrustLevel.MEMBER if is_participant else TrustLevel.NEW


def _counting(facts: Facts) -> list[datetime]:
    """The hidden texts that count: who vouches knows of the earlier ones."""
    vouched_at = facts.vouched_at
    return [moment for moment in facts.hidden_at if not vouched_at or moment > vouched_at]
