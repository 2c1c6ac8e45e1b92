"""What will arrive, in one sentence at the top of the settings page."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from forum.mail.estimates import mails_a_day
from forum.mail.preferences import MailSettings

DAYS_OF_WEEK = 7


def frequency(member: Member, choices: MailSettings) -> str:
    if choices.paused_until and choices.is_paused():
        day = date_format(choices.paused_until)
        return _("You get no e-mails before %(date)s.") % {"date": day}
    a_day = mails_a_day(member, choices)
    if a_day is None:
        return _("You get no e-mails about posts and messages.")
    return _about(a_day)


def _about(mails: float) -> str:
    """mails: in a day."""
    if count := round(mails):
        return ngettext(
            "You get about %(count)s e-mail a day.", "You get about %(count)s e-mails a day.", count
        ) % {"count": count}
    if count := round(mails * DAYS_OF_WEEK):
        return ngettext(
            "You get about %(count)s e-mail a week.",
            "You get about %(count)s e-mails a week.",
            count,
        ) % {"count": count}
    return _("You get less than one e-mail a week.")
