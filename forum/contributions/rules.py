"""What the rules about posts and messages share (decision 10)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from forum.contributions.models import RESTORE_WITHIN, Contribution
from forum.themes.rules import refuse_facilitation

ANY_REASON = "-"  # the reason when a rule is only asked whether to show a form


def refuse_unhide(member: Any, contribution: Contribution) -> str:
    """Facilitators show hidden texts again, but not their own that somebody else hid."""
    if contribution.is_placeholder:
        return moved_sentence()
    if why := refuse_facilitation(member, contribution.conversation.home_theme):
        return why
    if contribution.hidden_at and contribution.hidden_by_id != member.pk:
        return refuse_own(member, contribution.author_id)
    return ""


def moved_sentence() -> str:
    return _("A facilitator moved this post to another topic.")


def refuse_own(member: Any, author_id: int) -> str:
    """Nobody undoes a decision of somebody else about what they wrote."""
    if member.pk != author_id:
        return ""
    return _("Somebody else has hidden what you wrote. You can appeal against the decision.")


def refuse_restore(member: Any, contribution: Contribution) -> str:
    """Authors restore what they deleted themselves, for a day."""
    if contribution.is_placeholder:
        return moved_sentence()
    if why := permissions.refuse_writing(member):
        return why
    if contribution.author_id != member.pk:
        return _("Only the author can restore this.")
    if contribution.hidden_at:
        return _("A facilitator has hidden this, so you cannot restore it.")
    if contribution.deleted_at and timezone.now() - contribution.deleted_at > RESTORE_WITHIN:
        return _("It is too late to restore this: 24 hours have passed.")
    return ""
