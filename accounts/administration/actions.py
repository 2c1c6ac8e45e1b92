"""What administrators do with the account of another member.

Each action is one function with one transaction and one event. The member is told by the bell or by
e-mail; see forum/event_listeners/.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import actions, mail, sessions
from accounts.acts import recording
from accounts.administration import rules
from accounts.events import (
    CommunityConfirmed,
    CommunityRefused,
    MemberSilenced,
    MemberSuspended,
    ProfileCorrected,
    RoleChanged,
    SanctionLifted,
    SecondStepRemoved,
)
from accounts.models import Member
from accounts.rules import refuse_name
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.web.row_versions import refuse_stale

logger = logging.getLogger(__name__)


def correct_profile(
    member: Member, *, by: Member, why: str, seen: str = "", **profile: Any
) -> None:
    """Change or empty fields of somebody's profile, as an administrator, and tell them `why`.

    seen: rules.profile_version of the form. The same profile again changes nothing. Raises Refused.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        refusal = rules.refuse_intervention(member, by, why) or refuse_name(member, profile)
        refusal = refusal or refuse_stale(seen, rules.profile_version(member))
        if refusal:
            raise Refused(refusal)
        before = {name: getattr(member, name) for name in profile}
        if changed := actions.store_profile(member, profile):
            recording.record(
                ProfileCorrected(member.pk, by=by.pk, why=why),
                member.act_target,
                before={name: before[name] for name in changed},
                after={name: getattr(member, name) for name in changed},
            )


def confirm_community(member: Member, *, by: Member, seen: str = "") -> None:
    """Store that an administrator knows the declared community to be true.

    seen: rules.declaration_version of what the administrator read; "" for what is declared now.
    A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        member = _member_to_change(member, by)
        if member.community_confirmed:
            return
        _answer_declaration(member, seen, confirmed=True)
        recording.record(
            CommunityConfirmed(member.pk, by=by.pk),
            member.act_target,
            after={"community": member.community},
        )


def refuse_community(
    member: Member, *, by: Member, why: str, rule: int | None = None, seen: str = ""
) -> None:
    """Leave the declared community unconfirmed, or end its confirmation, and tell why.

    rule: see silence.
    It no longer waits until the member declares something else. A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        member = _member_to_change(member, by)
        if member.community_refused:
            return
        if refusal := rules.refuse_reason(why):
            raise Refused(refusal)
        _answer_declaration(member, seen, confirmed=False)
        recording.record(
            CommunityRefused(member.pk, by=by.pk, why=why),
            member.act_target,
            after={"community": member.community},
            rule=rule,
        )


def silence(
    member: Member,
    *,
    by: Member,
    until: datetime,
    why: str,
    rule: int | None = None,
    seen: str = "",
    under_lock: Callable[[], None] = lambda: None,
) -> None:
    """Let `member` read but not write before `until`, and tell them `why`.

    rule: the number of the rule of the site that the member broke.
    seen: rules.sanction_version of the form. under_lock: what another package does in the same
    transaction. It may raise Refused.
    """
    with transaction.atomic(durable=True):
        under_lock()
        sanction = MemberSilenced(member.pk, by=by.pk, why=why)
        _record_sanction(
            member, sanction, by=by, field="silenced_until", until=until, rule=rule, seen=seen
        )


def suspend(
    member: Member,
    *,
    by: Member,
    until: datetime,
    why: str,
    rule: int | None = None,
    seen: str = "",
    under_lock: Callable[[], None] = lambda: None,
) -> None:
    """Sign `member` out everywhere, refuse sign-in before `until`, and tell them `why`.

    rule, under_lock: see silence.
    """
    with transaction.atomic(durable=True):
        under_lock()
        sanction = MemberSuspended(member.pk, by=by.pk, why=why)
        _record_sanction(
            member, sanction, by=by, field="suspended_until", until=until, rule=rule, seen=seen
        )
    sessions.end_all_sessions(member)


def lift_sanctions(member: Member, *, by: Member, seen: str = "") -> None:
    """End the silence and the suspension of `member` now."""
    with transaction.atomic(durable=True):
        member = _member_to_change(member, by)
        if not (member.silenced_until or member.suspended_until):
            return
        if refusal := refuse_stale(seen, rules.sanction_version(member)):
            raise Refused(refusal)
        ends = ("silenced_until", "suspended_until")
        before = {field: _iso(getattr(member, field)) for field in ends if getattr(member, field)}
        member.silenced_until = member.suspended_until = None
        member.sanction_reason = ""
        member.save(update_fields=["silenced_until", "suspended_until", "sanction_reason"])
        recording.record(
            SanctionLifted(member.pk, by=by.pk),
            member.act_target,
            before=before,
            after=dict.fromkeys(before),
        )


def close_for_reason(member: Member, *, by: Member, why: str) -> None:
    """Close somebody's account, as an administrator, and tell them `why`. Raises Refused.

    The e-mail goes out at once, because nothing keeps the address afterwards. An e-mail that
    fails is logged.
    """
    if refusal := rules.refuse_intervention(member, by, why):
        raise Refused(refusal)
    owner = Member.objects.get(pk=member.pk)
    actions.close_account(member, by=by)
    try:
        mail.send("account/email/account_closed", owner, {"why": why})
    except OSError:  # smtplib's errors are OSErrors, too
        logger.exception("The owner of a closed account was not told.")


def empty_texts(member: Member, *, by: Member, why: str) -> None:
    """Empty the texts of a closed account, because its former owner asked for it.

    The worker empties them one by one, as after the link by e-mail. A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_emptying(member, by, why):
            raise Refused(refusal)
        if not member.texts_emptied_at:
            event = actions.store_emptying(member, by=by)
            event_log.record(event)
            recording.record_act(type(event).__name__, member.act_target, by=by.pk, why=why)


def reset_two_step(member: Member, *, by: Member | None, why: str) -> None:
    """Remove the app, the passkeys and the recovery codes that `member` has lost, and tell them.

    by: None for the owner of the server. A repeat changes nothing.
    """
    with transaction.atomic(durable=True):
        member = Member.objects.locked(member.pk)
        if refusal := rules.refuse_two_step_reset(member, by, why):
            raise Refused(refusal)
        if Authenticator.objects.filter(user=member).delete()[0]:
            recording.record(
                SecondStepRemoved(member.pk, by=(by or member).pk, why=why),
                member.act_target,
                by=by.pk if by else recording.BY_OWNER,
            )


def record_role_change(
    member: Member, *, by: Member, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Record that `by` saved the role of `member`. Call it in the transaction of the admin's save.

    Django's admin saves a form and its groups in one transaction of its own.
    """
    event = RoleChanged(member.pk, by=by.pk)
    recording.record(event, member.act_target, before=before, after=after)


def _member_to_change(member: Member, by: Member) -> Member:
    """The locked row of `member`. Raises Refused if `by` may not change it."""
    member = Member.objects.locked(member.pk)
    if refusal := rules.refuse_administration(member, by):
        raise Refused(refusal)
    return member


def _answer_declaration(member: Member, seen: str, *, confirmed: bool) -> None:
    if refusal := rules.refuse_answer(member, seen):
        raise Refused(refusal)
    member.community_confirmed, member.community_refused = confirmed, not confirmed
    member.save(update_fields=actions.CONFIRMATION)


def _record_sanction(
    member: Member,
    event: MemberSilenced | MemberSuspended,
    *,
    by: Member,
    field: str,
    until: datetime,
    rule: int | None,
    seen: str,
) -> None:
    """Store the sanction that `event` tells. The same sanction twice changes nothing."""
    why = event.why
    member = Member.objects.locked(member.pk)
    if refusal := rules.refuse_sanction(member, by, why):
        raise Refused(refusal)
    if (getattr(member, field), member.sanction_reason) == (until, why):
        return
    if refusal := refuse_stale(seen, rules.sanction_version(member)):
        raise Refused(refusal)
    before = {field: _iso(getattr(member, field))}
    setattr(member, field, until)
    member.sanction_reason = why
    member.save(update_fields=[field, "sanction_reason"])
    after = {field: _iso(until)}
    recording.record(event, member.act_target, before=before, after=after, rule=rule)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
