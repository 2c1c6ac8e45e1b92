"""How administrators find a member: by name, username or e-mail address."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.member_manager import name_begins_q
from accounts.models import Member

MAX_TYPED = 100  # characters


def find_members(typed: str) -> QuerySet[Member]:
    """The open accounts that match `typed`, also those that nobody else may find."""
    typed = typed.strip()[:MAX_TYPED]
    if not typed:
        return Member.objects.none()
    matches = name_begins_q(typed) | Q(email__icontains=typed)
    return Member.objects.filter(matches, closed_at=None).order_by("found_by", "pk")


def sanctioned_members() -> QuerySet[Member]:
    """The members who are silenced or suspended now."""
    now = timezone.now()
    has_sanction = Q(silenced_until__gt=now) | Q(suspended_until__gt=now)
    return Member.objects.filter(has_sanction, closed_at=None).order_by("found_by", "pk")
