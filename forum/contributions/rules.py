"""What the rules about posts and messages share (decision 10)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from forum.contributions.models import RESTORE_WITHIN, Contribution

ANY_REASON = "-"  # the reason when a rule is only asked whether to show a form


def refuse_restore(member: Any, contribution: Contribution) -> str:
    """Authors restore what they deleted themselves, for a day."""
    if why := permissions.refuse_writing(member):
        return why
    if contribution.author_id != member.pk:
        return _("Only the author can restore this.")
    if contribution.hidden_at:
        return _("A facilitator has hidden this, so you cannot restore it.")
    if contribution.deleted_at and timezone.now() - contribution.deleted_at > RESTORE_WITHIN:
        return _("It is too late to restore this: 24 hours have passed.")
    return ""
