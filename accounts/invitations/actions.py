"""Every write to an invitation is one function here, with one transaction and one event."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.acts import recording
from accounts.invitations.events import InvitationEnded, InvitationMade
from accounts.invitations.models import Invitation
from accounts.invitations.rules import refuse_invitation, refuse_invitations
from accounts.models import Member
from collective_brain.errors import Refused


def make_invitation(by: Member, *, event_name: str, places: int, ends_at: datetime) -> Invitation:
    """Make a link with which `places` people may sign up until `ends_at`."""
    with transaction.atomic(durable=True):
        if refusal := refuse_invitation(by, places=places, ends_at=ends_at):
            raise Refused(refusal)
        invitation = Invitation.objects.create(
            made_by=by, event_name=event_name, places=places, ends_at=ends_at
        )
        after = {"places": places, "ends_at": ends_at.isoformat()}
        recording.record(
            InvitationMade(invitation.pk, by=by.pk), invitation.act_target, after=after
        )
    return invitation


def end_invitation(invitation: Invitation, by: Member) -> Invitation:
    """Nobody can use the link any more. Accounts that were made with it stay."""
    with transaction.atomic(durable=True):
        if refusal := refuse_invitations(by):
            raise Refused(refusal)
        locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
        if locked.ends_at > timezone.now():
            locked.ends_at = timezone.now()
            locked.save(update_fields=["ends_at"])
            recording.record(InvitationEnded(locked.pk, by=by.pk), locked.act_target)
    return locked
