"""What members, managers and administrators do with groups (decision 90).

One function, one transaction and one event for each. All lock the row of the group, so that two
managers cannot decide about the same member at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts import names, permissions
from accounts.acts import recording
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from forum.groups import rules
from forum.groups.events import (
    GroupChanged,
    GroupInvitationEnded,
    GroupInvitationMade,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupRequested,
    GroupRequestRefused,
    GroupRoleChanged,
)
from forum.groups.models import (
    Group,
    GroupInvitation,
    GroupMember,
    GroupRequest,
    Role,
    new_token,
    token_digest,
)


class NewLink(NamedTuple):
    """token: the secret of the link. It is not stored, so it is shown once."""

    invitation: GroupInvitation
    token: str


def create_group(*, by: Member, slug: str, **fields: Any) -> Group:
    """fields: those of change_group. The administrator becomes its first manager."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_group_administration(by):
            raise Refused(refusal)
        try:
            with transaction.atomic():
                group = Group.objects.create(slug=slug, **_cleaned(fields))
        except IntegrityError:
            raise Refused(_("Another group has this address. Choose another one.")) from None
        GroupMember.objects.create(group=group, member=by, role=Role.MANAGER)
        _record(GroupChanged(group.pk, by=by.pk), group, by, after=_recorded(fields))
    return group


def change_group(group: Group, *, by: Member, **fields: Any) -> None:
    """fields: name, description, takes_requests, is_academy. The same again changes nothing.

    Only administrators change is_academy, because it gives trust.
    """
    with _change_as_manager(group, by) as group:
        changed = {
            name: value for name, value in _cleaned(fields).items() if getattr(group, name) != value
        }
        if "is_academy" in changed and (refusal := rules.refuse_group_administration(by)):
            raise Refused(refusal)
        if changed:
            before = {name: getattr(group, name) for name in changed}
            Group.objects.filter(pk=group.pk).update(**changed)
            event = GroupChanged(group.pk, by=by.pk)
            _record(event, group, by, before=_recorded(before), after=_recorded(changed))


def make_link(group: Group, *, by: Member, places: int, ends_at: datetime) -> NewLink:
    """A link with which `places` people can join until `ends_at`."""
    token = new_token()
    with transaction.atomic(durable=True):
        group = Group.objects.locked(group.pk)
        if refusal := rules.refuse_link(by, group, places=places, ends_at=ends_at):
            raise Refused(refusal)
        invitation = GroupInvitation.objects.create(
            group=group, made_by=by, digest=token_digest(token), places=places, ends_at=ends_at
        )
        link = {"places": places, "ends_at": ends_at.isoformat()}
        _record(GroupInvitationMade(invitation.pk, by=by.pk), group, by, after=link)
    return NewLink(invitation, token)


def end_link(invitation: GroupInvitation, *, by: Member) -> None:
    """Nobody can join with the link any more. Members stay. A repeat changes nothing."""
    with _change_as_manager(invitation.group, by) as group:
        if GroupInvitation.objects.open().filter(pk=invitation.pk).update(places=F("used")):
            _record(GroupInvitationEnded(invitation.pk, by=by.pk), group, by)


def join(token: str, member: Member) -> Group:
    """Make `member` a member of the group of this link. A repeat uses no further place."""
    with transaction.atomic(durable=True):
        if refusal := rules.refuse_membership(member):
            raise Refused(refusal)
        invitation = GroupInvitation.objects.with_token(token)
        if invitation is None:
            raise Refused(link_ended_sentence())
        group = Group.objects.locked(invitation.group_id)
        if not group.has_member(member):
            if not GroupInvitation.objects.use(invitation.pk):
                raise Refused(link_ended_sentence())
            _add(group, member)
            event_log.record(GroupMemberAdded(group.pk, member.pk, by=member.pk))
    return group


def ask_to_join(group: Group, member: Member) -> None:
    """The managers decide. A repeat changes nothing."""
    with transaction.atomic(durable=True):
        group = Group.objects.locked(group.pk)
        if refusal := rules.refuse_request(member, group):
            raise Refused(refusal)
        if group.has_member(member):
            return
        _request, is_new = GroupRequest.objects.get_or_create(group=group, member=member)
        if is_new:
            event_log.record(GroupRequested(group.pk, by=member.pk))


def accept(group: Group, member: Member, *, by: Member) -> None:
    """Let a member in who asked. Raises Refused if somebody has answered already."""
    with _change_as_manager(group, by) as group:
        if not GroupRequest.objects.filter(group=group, member=member).exists():
            raise Refused(rules.answered_sentence())
        if _add(group, member):
            _record(GroupMemberAdded(group.pk, member.pk, by=by.pk), group, by, member)


def turn_down(group: Group, member: Member, *, by: Member) -> None:
    """Do not let a member in who asked. Raises Refused if somebody has answered already."""
    with _change_as_manager(group, by) as group:
        deleted, _rows = GroupRequest.objects.filter(group=group, member=member).delete()
        if not deleted:
            raise Refused(rules.answered_sentence())
        _record(GroupRequestRefused(group.pk, member.pk, by=by.pk), group, by, member)


def leave(group: Group, member: Member) -> None:
    """A repeat changes nothing."""
    with transaction.atomic(durable=True):
        group = Group.objects.locked(group.pk)
        membership = _membership(group, member)
        if membership is None:
            return
        if refusal := rules.refuse_missing_manager(member, membership):
            raise Refused(refusal)
        membership.delete()
        event_log.record(GroupMemberRemoved(group.pk, member.pk, by=member.pk))


def remove(group: Group, member: Member, *, by: Member) -> None:
    """End the membership of `member`. A repeat changes nothing."""
    with _change_as_manager(group, by) as group:
        membership = _membership(group, member)
        if membership is None:
            return
        if refusal := rules.refuse_missing_manager(by, membership):
            raise Refused(refusal)
        membership.delete()
        _record(GroupMemberRemoved(group.pk, member.pk, by=by.pk), group, by, member)


def set_role(group: Group, member: Member, *, role: str, by: Member) -> None:
    """Make `member` a manager, or a member without rights. The same again changes nothing."""
    with _change_as_manager(group, by) as group:
        membership = _membership(group, member)
        if membership is None:
            raise Refused(rules.no_member_sentence())
        if refusal := rules.refuse_role(by, membership, role):
            raise Refused(refusal)
        if membership.role != role:
            GroupMember.objects.filter(pk=membership.pk).update(role=role)
            event = GroupRoleChanged(group.pk, member.pk, by=by.pk, role=role)
            before, after = {"role": membership.role}, {"role": role}
            _record(event, group, by, member, before=before, after=after)


def add_by_email(group: Group, addresses: Iterable[str], *, by: Member) -> int:
    """Add the members with these e-mail addresses, and return how many are new.

    All or nobody: an address without an account refuses the whole list, and names each of them.
    """
    wanted = list(dict.fromkeys(address.strip().lower() for address in addresses))
    with transaction.atomic(durable=True):
        group = Group.objects.locked(group.pk)
        if refusal := rules.refuse_group_administration(by):
            raise Refused(refusal)
        if not 1 <= len(wanted) <= rules.MOST_ADDRESSES:
            most = {"most": rules.MOST_ADDRESSES}
            raise Refused(_("Enter 1 to %(most)d e-mail addresses.") % most)
        members = _members_with_addresses(wanted)
        if unknown := [address for address in wanted if address not in members]:
            raise Refused(_unknown_sentence(unknown))
        present = set(group.memberships.values_list("member", flat=True))
        new = [member for member in members.values() if member.pk not in present]
        for member in new:
            _add(group, member)
            _record(GroupMemberAdded(group.pk, member.pk, by=by.pk), group, by, member)
    return len(new)


def link_ended_sentence() -> str:
    return _("This link has ended or is full. Ask for a new one.")


def _unknown_sentence(unknown: list[str]) -> str:
    sentence = _("Nobody was added. No open account has these addresses: %(addresses)s")
    return sentence % {"addresses": ", ".join(unknown)}


def _members_with_addresses(addresses: list[str]) -> dict[str, Member]:
    """By address in lower case, only accounts that have finished their sign-up."""
    accounts = Member.objects.alias(lower=Lower("email")).filter(
        lower__in=addresses, closed_at=None, is_active=True
    )
    return {
        member.email.lower(): member
        for member in accounts
        if member.has_finished_sign_up and member.email_confirmed_at
    }


@contextmanager
def _change_as_manager(group: Group, by: Member) -> Iterator[Group]:
    """A transaction with the lock of the group, after the rule for managers."""
    with transaction.atomic(durable=True):
        locked = Group.objects.locked(group.pk)
        if refusal := rules.refuse_management(by, locked):
            raise Refused(refusal)
        yield locked


def _record(
    event: Any,
    group: Group,
    by: Member,
    member: Member | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Record an event. What an administrator does is in the record of acts (decision 87).

    Managers are members. member: whom it is about; what people do with their own membership is no
    act.
    """
    if member == by or not permissions.may_administer(by):
        event_log.record(event)
        return
    target = group.act_target._replace(member_id=member.pk if member else None)
    recording.record(event, target, before=before, after=after)


def _recorded(fields: dict[str, Any]) -> dict[str, Any]:
    """The record calls the name of a group "group_name", because "name" is that of a member."""
    return {("group_name" if key == "name" else key): value for key, value in fields.items()}


def _membership(group: Group, member: Member) -> GroupMember | None:
    return GroupMember.objects.select_related("group").filter(group=group, member=member).first()


def _add(group: Group, member: Member) -> bool:
    """Call it under the lock of the group. Returns whether the member is new."""
    GroupRequest.objects.filter(group=group, member=member).delete()
    _row, is_new = GroupMember.objects.get_or_create(group=group, member=member)
    return is_new


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    """The name in one line, the description without invisible characters."""
    clean = {"name": names.clean_profile_line, "description": names.clean_profile_text}
    return {key: clean[key](value) if key in clean else value for key, value in fields.items()}
