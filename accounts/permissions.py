"""Whether a member may write, or be here at all: read from their own fields, without a query.

The rights of a role can also wait for a second step of signing in, which is one query, of who has the role only.
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

FOR_GOOD = timedelta(days=3650)  # a suspension longer than this is told without a date


def refuse_presence(member: "Member | AnonymousUser") -> str:
    """Why `member` may not be signed in or listen, in words for them; "" when they may."""
    if not member.is_authenticated:
        return ""
    if member.closed_at:
        return _("This account is closed.")
    if not (until := member.suspended_until) or until <= timezone.now():
        return ""
    if until > timezone.now() + FOR_GOOD:
        return _with_reason(_("Your account is suspended."), member)
    return _until(_("Your account is suspended until %(date)s."), until, member)


def refuse_writing(member: "Member | AnonymousUser") -> str:
    """Why `member` may not write anything, in words for them; "" when they may."""
    if not member.is_authenticated:
        return _("Sign in to write.")
    if why := refuse_presence(member):
        return why
    if not member.email_confirmed_at:
        return _("Confirm your e-mail address before you write: follow the link that we sent you.")
    if not member.is_complete:
        return _("Finish your sign-up before you write: choose your community and your handle.")
    if (until := member.silenced_until) and until > timezone.now():
        return _until(_("You may read but not write until %(date)s."), until, member)
    return ""


def lacks_second_step(member: "Member") -> bool:
    """Whether the rights of `member`'s role rest until they have set up a second step of signing in."""
    return settings.SECOND_STEP_REQUIRED and not member.has_second_step


def administers(member: "Member | AnonymousUser") -> bool:
    """Whether `member` has the rights of an administrator now."""
    return member.is_staff and not lacks_second_step(member)


def refuse_role(member: "Member") -> str:
    """Why somebody who is a facilitator or an administrator may not act as one; "" when they may."""
    if not lacks_second_step(member):
        return ""
    return _("First set up a second step for your sign-in: Profile and settings, Security.")


def _until(sentence: str, moment: datetime, member: "Member") -> str:
    day = date_format(moment.astimezone(timezone.get_default_timezone()), "DATETIME_FORMAT")
    return _with_reason(sentence % {"date": f"{day} UTC"}, member)


def _with_reason(told: str, member: "Member") -> str:
    if not member.sanction_reason:
        return told
    return told + " " + _("Reason: %(reason)s") % {"reason": member.sanction_reason}
