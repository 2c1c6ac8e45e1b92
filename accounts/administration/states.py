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
    sanctions = ((_("suspended"), member.suspended_until), (_("silenced"), member.silenced_until))
    found += [_with_end(word, until) for word, until in sanctions if until and is_in_force(until)]
    return found


def is_in_force(until: datetime | None) -> bool:
    """Whether a sanction with this end applies now."""
    return bool(until and until > timezone.now())


def _with_end(word: str, until: datetime) -> str:
    if until > timezone.now() + FOR_GOOD:
        return _("%(state)s without end") % {"state": word}
    day = date_format(timezone.localtime(until), "DATE_FORMAT")
    return _("%(state)s until %(day)s") % {"state": word, "day": day}
