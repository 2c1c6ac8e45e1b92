"""Who may vouch for a member."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import permissions, two_step_verification
from accounts.models import Member
from forum.themes.models import Theme
from forum.trust.models import Vouch


def refuse_role(by: Any) -> str:
    """Why `by` vouches for nobody: only facilitators of any theme and administrators do."""
    if refusal := permissions.refuse_writing(by):
        return refusal
    if permissions.may_administer(by) or Theme.objects.facilitator_roles(by).exists():
        return ""
    if two_step_verification.must_set_up_two_step(by):
        return permissions.refuse_role_without_two_step(by)
    return _("Only facilitators can vouch for a member.")


def refuse_vouch(member: Member, by: Any, *, why: str) -> str:
    """Call it under the lock of `by`: it counts their vouches of the last day."""
    if refusal := refuse_role(by):
        return refusal
    if member.pk == by.pk:
        return _("You cannot vouch for yourself.")
    if member.closed_at:
        return _("This account is closed.")
    if not member.has_finished_sign_up:
        return _("This member has not finished their sign-up yet.")
    if not member.is_new:
        return _("The limits of new members do not apply to this member any more.")
    if not why.strip():
        return _("Say how you know this member. They will read it, and other facilitators.")
    if Vouch.objects.count_of_last_day(by.pk) >= settings.VOUCHES_A_DAY:
        return ngettext(
            "You can vouch for %(count)d member in a day. Please try again tomorrow.",
            "You can vouch for %(count)d members in a day. Please try again tomorrow.",
            settings.VOUCHES_A_DAY,
        ) % {"count": settings.VOUCHES_A_DAY}
    return ""
