"""Who may ask for an export (decision 10)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.exports.models import BETWEEN, Export


def refuse_export(member: Any) -> str:
    """One at a time, and one in a day: it costs the worker seconds. Sanctions do not matter."""
    if not member.is_authenticated or member.closed_at:
        return _("Sign in first.")
    if Export.objects.filter(member=member.pk, ready_at=None).exists():
        return _("Your copy is being made. You will be told when it is ready.")
    if Export.objects.requested_since(member, timezone.now() - BETWEEN).exists():
        return _("You can ask for one copy a day. Your last one is on this page.")
    return ""
