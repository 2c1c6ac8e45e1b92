"""Invite by e-mail, and join by an answer. Each write has one transaction and one event."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts import hooks
from accounts.acts import recording
from accounts.disposable_addresses import refuse_disposable
from accounts.invitations.models import Invitation
from accounts.models import Member
from accounts.username_proposals import propose_username
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.mail.joining import rules
from forum.mail.joining.events import AddressesInvited, MemberJoinedByMail
from forum.mail.joining.models import InvitedAddress
from forum.mail.joining.new_account import create_account

USUAL_USERNAME = "participant"  # and a number, for a name without Latin letters


class Invited(NamedTuple):
    new: int
    known: int  # were invited before, or have an account


def invite(
    by: Member,
    invitation: Invitation,
    *,
    addresses: Sequence[str],
    language: str,
    community: str = "",
    side: str = "",
) -> Invited:
    """Mail the invitation to those of `addresses` that it was not mailed to. Raises Refused.

    addresses: normal ones, each once. A repeat mails nothing.
    """
    with transaction.atomic(durable=True):
        invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
        new = _without_known(invitation, addresses)
        if why := rules.refuse_addresses(by, invitation, len(new)):
            raise Refused(why)
        fields = {"language": language, "community": community, "side": side, "invited_by": by}
        rows = InvitedAddress.objects.bulk_create(
            [InvitedAddress(invitation=invitation, email=email, **fields) for email in new]
        )
        if rows:
            keys = tuple(row.pk for row in rows)
            recording.record(
                AddressesInvited(invitation.pk, by=by.pk, address_ids=keys),
                invitation.act_target,
                after={"addresses": len(keys)},
            )
    return Invited(len(new), len(addresses) - len(new))


def _without_known(invitation: Invitation, addresses: Sequence[str]) -> list[str]:
    known = {
        *invitation.invited_addresses.filter(email__in=addresses).values_list("email", flat=True),
        *Member.objects.filter(email__in=addresses, email_confirmed_at__isnull=False).values_list(
            "email", flat=True
        ),
    }
    return [address for address in addresses if address not in known]


def join(invited: InvitedAddress, *, answer_id: str) -> Member:
    """Create the account with the invited address, which its answer confirms. Raises Refused.

    answer_id: the Message-ID of the answer. A repeat of the same answer returns the account,
    another answer is refused.
    """
    with transaction.atomic(durable=True):
        locked = InvitedAddress.objects.select_for_update(no_key=True).get(pk=invited.pk)
        if locked.member and locked.answer_id == answer_id:
            return locked.member
        if locked.member:
            raise Refused(_has_account())
        if why := rules.refuse_use(locked.invitation) or refuse_disposable(locked.email):
            raise Refused(why)
        member = create_account(locked.email, locked.language)
        if member is None:
            raise Refused(_has_account())
        if not Invitation.objects.use(locked.invitation.token):
            raise Refused(_("This invitation has ended or is full."))
        locked.member, locked.answer_id = member, answer_id
        locked.save(update_fields=["member", "answer_id"])
        event_log.record(MemberJoinedByMail(member.pk, by=member.pk))
    return member


def finish_joining(member: Member, invited: InvitedAddress, name: str) -> Member:
    """Give the new member a username, the name of their mail program and the community.

    What is missing, or what a rule refuses, is asked at the first visit. A repeat changes nothing.
    """
    if member.has_finished_sign_up or not invited.community:
        return member
    handle = propose_username(member, name) or propose_username(member, USUAL_USERNAME)
    themes = tuple(theme for theme, _name in hooks.theme_choices())
    profile = {"name": name, "community": invited.community, "side": invited.side}
    try:
        return accounts.finish_sign_up(member, handle=handle, themes=themes, **profile)
    except Refused:
        return member


def _has_account() -> str:
    return _("You have an account already. Answer another e-mail of this site to write.")
