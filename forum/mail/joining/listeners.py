"""What the worker does after somebody was invited, signed up, or closed their account."""

from django.db import transaction
from django.utils import timezone

from accounts.events import MemberClosed, MemberWelcomed
from accounts.models import Member
from forum.mail.joining import messages
from forum.mail.joining.events import AddressesInvited
from forum.mail.joining.models import InvitedAddress


def mail_invitations(event: AddressesInvited) -> None:
    """Store one mail for each address. The mark and the mail are one transaction."""
    unsent = InvitedAddress.objects.filter(pk__in=event.address_ids, mailed_at=None)
    for invited in unsent.select_related("invitation", "invited_by").order_by("pk"):
        message = messages.make_invitation(invited)
        with transaction.atomic():
            row = InvitedAddress.objects.filter(pk=invited.pk, mailed_at=None)
            if row.update(mailed_at=timezone.now()):
                message.send()


def link_invited_member(event: MemberWelcomed) -> None:
    """Who signed up on the site needs the invitation no more."""
    email = Member.objects.filter(pk=event.member_id).values("email")[:1]
    waiting = InvitedAddress.objects.filter(email__in=email, member=None)
    waiting.update(member=event.member_id)


def delete_address_of_closed_account(event: MemberClosed) -> None:
    InvitedAddress.objects.filter(member=event.member_id).delete()
