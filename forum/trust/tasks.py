"""Compute the levels that change because time passes. A periodic task."""

from django.utils import timezone

from accounts.models import Member
from forum.trust.computing import compute_levels

BATCH = 100  # members in one round of the worker


def compute_due_levels() -> None:
    due = Member.objects.filter(trust_due_at__lte=timezone.now()).order_by("trust_due_at")
    compute_levels(list(due.values_list("pk", flat=True)[:BATCH]))
