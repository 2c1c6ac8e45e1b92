"""The states of an account that administrators should see at once, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import FOR_GOOD


def states(member: Member) -> list[str]:
    """What is unusual about the account; an empty list for most members."""
    if member.closed_at:
        return [_("closed")]
    found = []
    if not member.email_confirmed_at:
        found.append(_("e-mail address not confirmed"))
    elif not member.has_finished_sign_up:
        found.append(_("sign-up not finished"))
    if is_in_force(member.suspended_until):
        found.append(_suspended(_day_of_end(member.suspended_until)))
    if is_in_force(member.silenced_until):
        found.append(_silenced(_day_of_end(member.silenced_until)))
    return found


def is_in_force(until: datetime | None) -> bool:
    """Whether a sanction with this end applies now."""
    return bool(until and until > timezone.now())


def _suspended(day: str) -> str:
    return _("suspended until %(day)s") % {"day": day} if day else _("suspended without end")


def _silenced(day: str) -> str:
    return _("silenced until %(day)s") % {"day": day} if day else _("silenced without end")


def _day_of_end(until: datetime | None) -> str:
    """The last day of a sanction; "" if it has no end."""
    if until is None or until > timezone.now() + FOR_GOOD:
        return ""
    return date_format(timezone.localtime(until), "DATE_FORMAT")
