"""What administrators do with themes: one function, one transaction and one event for each."""

from typing import Any

from django.db import transaction

from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.themes import rules
from forum.themes.events import FacilitatorAdded, FacilitatorRemoved, ThemeChanged
from forum.themes.models import Theme


def add_facilitator(theme: Theme, member: Member, *, by: Member) -> None:
    """Let `member` act as a facilitator of `theme`. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_new_facilitator(member, by):
            raise Refused(refusal)
        if not theme.facilitators.filter(pk=member.pk).exists():
            theme.facilitators.add(member)
            Theme.objects.store_facilitators_for_display()
            event_log.record(FacilitatorAdded(theme.pk, member.pk, by=by.pk))


def remove_facilitator(theme: Theme, member: Member, *, by: Member) -> None:
    """End the role of `member` in `theme`. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        theme = Theme.objects.locked(theme.pk)
        if refusal := rules.refuse_theme_administration(by):
            raise Refused(refusal)
        if theme.facilitators.filter(pk=member.pk).exists():
            theme.facilitators.remove(member)
            Theme.objects.store_facilitators_for_display()
            event_log.record(FacilitatorRemoved(theme.pk, member.pk, by=by.pk))


def record_change(theme: Theme, *, by: Any) -> None:
    """Record that `by` saved `theme` and its facilitators. Call it in the admin's transaction."""
    Theme.objects.store_facilitators_for_display()
    event_log.record(ThemeChanged(theme.pk, by=by.pk))
