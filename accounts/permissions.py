"""Whether a member may write or be signed in, read from the fields of the member without a query.

The rights of a role can also require two-step verification. That takes one query, only for
members who have the role.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import Member

FOR_GOOD = timedelta(days=3650)  # the sentence about a longer sanction has no date


def refuse_access(member: "Member | AnonymousUser") -> str:
    """Why `member` may not be signed in or hold a web socket; "" if they may."""
    if not member.is_authenticated:
        return ""
    if member.closed_at:
        return _("This account is closed.")
    until = member.suspended_until
    if not until or until <= timezone.now():
        return ""
    if until > timezone.now() + FOR_GOOD:
        return _with_reason(_("Your account is suspended."), member)
    return _with_date_and_reason(_("Your account is suspended until %(date)s."), until, member)


def refuse_unfinished_account(member: "Member | AnonymousUser") -> str:
    """Why `member` may not even write to the facilitators; "" if they may."""
    if not member.is_authenticated:
        return _("Sign in to write.")
    if why := refuse_access(member):
        return why
    if not member.email_confirmed_at:
        return _("Confirm your e-mail address before you write: open the link that we sent you.")
    if not member.has_finished_sign_up:
        return _("Finish your sign-up before you write: choose your community and your username.")
    return ""


def refuse_missing_consent(member: "Member") -> str:
    """Why `member` may not write before they accept the newest rules; "" if they have.

    Messages to facilitators and appeals do not ask: who contests the rules has not accepted them.
    """
    if not member.must_accept_rules:
        return ""
    return _(
        "The rules of this site have changed. Before you write, read what changed and accept "
        "it: Profile and settings > Rules and privacy."
    )


def refuse_writing(member: "Member | AnonymousUser") -> str:
    """Why `member` may not write anything in public; "" if they may."""
    if (why := refuse_unfinished_account(member)) or not member.is_authenticated:
        return why
    if why := refuse_missing_consent(member):
        return why
    until = member.silenced_until
    if until and until > timezone.now() + FOR_GOOD:
        return _with_reason(_("You can read but not write."), member)
    if until and until > timezone.now():
        return _with_date_and_reason(_("You can read but not write until %(date)s."), until, member)
    return ""


def lacks_two_step(member: "Member") -> bool:
    """Whether `member` cannot use the rights of a role until they set up two-step verification."""
    return settings.SECOND_STEP_REQUIRED and not member.has_two_step


def may_administer(member: "Member | AnonymousUser") -> bool:
    """Whether `member` has the rights of an administrator now."""
    return member.is_staff and not lacks_two_step(member)


def may_change_members(member: "Member | AnonymousUser") -> bool:
    """Whether `member` may correct profiles and close accounts of others."""
    return may_administer(member) and member.has_perm("accounts.change_member")


def refuse_role_without_two_step(member: "Member") -> str:
    """Why a facilitator or an administrator may not act as one; "" if they may."""
    if not lacks_two_step(member):
        return ""
    return _("First set up two-step verification: Profile and settings > Security.")


def _with_date_and_reason(sentence: str, until: datetime, member: "Member") -> str:
    day = date_format(until.astimezone(timezone.get_default_timezone()), "DATETIME_FORMAT")
    return _with_reason(sentence % {"date": f"{day} UTC"}, member)


def _with_reason(sentence: str, member: "Member") -> str:
    if not member.sanction_reason:
        return sentence
    return sentence + " " + _("Reason: %(reason)s") % {"reason": member.sanction_reason}
