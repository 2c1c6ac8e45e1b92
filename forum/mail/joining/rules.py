"""The rules for invitations by e-mail. A rule returns its refusal as a sentence, or ""."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.invitations.models import Invitation
from accounts.models import Member
from forum.mail.joining.models import InvitedAddress

MOST_A_DAY = 500  # of the whole site: more would spoil the name of its domain
DAY = timedelta(days=1)


def refuse_inviting(member: Member) -> str:
    """Why `member` may not see or send invitations by e-mail."""
    if why := permissions.refuse_writing(member):
        return why
    if not member.is_staff:
        return _("Only administrators can do this.")
    return permissions.refuse_role_without_two_step(member)


def refuse_addresses(member: Member, invitation: Invitation, new: int) -> str:
    """Why `member` may not invite so many new addresses."""
    if why := refuse_inviting(member) or refuse_use(invitation):
        return why
    if not settings.INCOMING_MAIL_DOMAIN:
        return _("This site takes no e-mails.")
    arrived = invitation.invited_addresses.filter(returned_at=None)
    places = invitation.places - arrived.count()
    if new > places:
        return _("This invitation can be sent to %(count)d more addresses.") % {"count": places}
    today = InvitedAddress.objects.since(timezone.now() - DAY).count()
    if today + new > MOST_A_DAY:
        return _("The site sends at most %(most)d invitations a day. Send the rest tomorrow.") % {
            "most": MOST_A_DAY
        }
    return ""


def refuse_use(invitation: Invitation) -> str:
    """Why nobody can join with this invitation."""
    return "" if invitation.is_open else _("This invitation has ended or is full.")
