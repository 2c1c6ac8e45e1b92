"""The rules for invitations. A rule returns its refusal as a sentence, or ""."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member

LONGEST = timedelta(days=60)
MOST_PLACES = 2000


def refuse_invitations(member: Member) -> str:
    """Why `member` may not make, see or end invitations."""
    if why := permissions.refuse_writing(member):
        return why
    if not (member.is_staff or member.facilitates):
        return _("Only facilitators and administrators can do this.")
    return permissions.refuse_role_without_two_step(member)


def refuse_invitation(member: Member, *, places: int, ends_at: datetime) -> str:
    """Why `member` may not make this invitation."""
    if why := refuse_invitations(member):
        return why
    if not 1 <= places <= MOST_PLACES:
        return _("An invitation can be for 1 to %(most)d people.") % {"most": MOST_PLACES}
    now = timezone.now()
    if not now < ends_at <= now + LONGEST + timedelta(days=1):
        days = {"days": LONGEST.days}
        return _("Choose a last day between today and %(days)d days from now.") % days
    return ""
