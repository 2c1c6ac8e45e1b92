"""Decide what becomes of a mail: a post, a command, or a refusal that its sender can read.

Every way by which a mail comes calls `receive`, and answers "accepted" only after it has returned.
Whoever is killed before gets the mail again. The row of the mail and the nonce of its post make
sure that nothing happens twice.
"""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import rate_limits
from forum.contributions.screening_hook import TextHeld
from forum.mail import bounces
from forum.mail.addresses import page_url
from forum.mail.incoming import answers, digest_answers, invitation_answers, mail_commands
from forum.mail.incoming.addresses import BOUNCE, JOIN, SiteAddress, site_addresses
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.outcomes import UNANSWERED, Reason, State
from forum.mail.incoming.publication import NotPublished, publish
from forum.mail.incoming.senders import member_with_address, refuse_sender
from forum.mail.incoming.storing import Outcome, outcome_of, store
from forum.mail.joining import returned_invitations
from forum.mail.joining.models import InvitedAddress
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import IncomingMail, read_mail

logger = logging.getLogger(__name__)

REPORTS = (IncomingKind.DELIVERY_REPORT, IncomingKind.COMPLAINT)


def receive(
    raw: bytes, recipients: Sequence[str] = (), *, envelope_sender: str | None = None
) -> Outcome:
    """Decide about one mail. Safe to repeat.

    recipients: of the envelope, [] if they are unknown. envelope_sender: "" for the null sender,
    None if it is unknown.
    """
    mail = read_mail(raw, envelope_sender=envelope_sender)
    addresses = site_addresses(recipients) or site_addresses(mail.recipients)
    if mail.kind in REPORTS or any(address.purpose == BOUNCE for address in addresses):
        _take_report(raw, addresses, recipients or mail.recipients)
        return Outcome(State.REPORT)
    if invited := _invited_address(addresses, JOIN):
        return invitation_answers.join_by_answer(invited, mail, raw)
    key = ReplyKey.objects.first_of(address.key for address in addresses)
    member = key.member if key else _sender_of_wrong_address(mail, addresses)
    if member is None:
        return Outcome(State.REFUSED, Reason.UNKNOWN_KEY)
    with translation.override(member.language or settings.LANGUAGE_CODE):
        return _receive_for(member, key, mail, raw)


def _take_report(raw: bytes, addresses: list[SiteAddress], recipients: Sequence[str]) -> None:
    if invited := _invited_address(addresses, BOUNCE):
        returned_invitations.take_report(invited, raw)
    else:
        bounces.take_report(raw, " ".join(recipients))


def _invited_address(addresses: list[SiteAddress], purpose: str) -> InvitedAddress | None:
    keys = (address.key for address in addresses if address.purpose == purpose)
    return InvitedAddress.objects.first_of(keys)


def _sender_of_wrong_address(mail: IncomingMail, addresses: list[SiteAddress]) -> Member | None:
    """Members are told that an address does not exist. Strangers leave nothing here."""
    sender = member_with_address(mail.sender) if addresses and mail.sender else None
    return sender if sender and refuse_sender(mail, sender) is None else None


def _receive_for(member: Member, key: ReplyKey | None, mail: IncomingMail, raw: bytes) -> Outcome:
    refusal = refuse_sender(mail, member)
    stored = store(member, mail, raw, is_from_member=refusal is None)
    if stored.state != State.RECEIVED:
        return outcome_of(stored)
    outcome = Outcome(State.REFUSED, refusal) if refusal else _decide(member, key, mail, stored)
    _finish(stored, outcome, key, mail)
    return outcome


def _decide(
    member: Member, key: ReplyKey | None, mail: IncomingMail, stored: ReceivedMail
) -> Outcome:
    """What becomes of a mail that `member` certainly wrote."""
    try:
        if key is None:
            raise NotPublished(Reason.UNKNOWN_KEY)
        _require_valid(key)
        if wait := rate_limits.count_use("incoming_mail", f"member:{member.pk}"):
            raise NotPublished(Reason.TOO_OFTEN, str(rate_limits.wait_message(wait)))
        if mail.is_cut:
            raise NotPublished(Reason.TOO_BIG)
        if command := mail_commands.command_in(mail, key):
            return Outcome(State.COMMAND, sentence=mail_commands.obey(command, key, mail))
        if key.is_of_digest:
            mail = digest_answers.choose_topic(key, mail)
        return Outcome(State.PUBLISHED, post=publish(key, mail, stored))
    except NotPublished as refusal:
        return Outcome(State.REFUSED, refusal.reason, refusal.sentence)
    except TextHeld as waiting:
        page = page_url(waiting.held.get_absolute_url())
        return Outcome(State.HELD, sentence=f"{waiting}\n{page}")
    except Refused as refusal:
        return Outcome(State.REFUSED, Reason.RULE, str(refusal))


def _require_valid(key: ReplyKey) -> None:
    if key.revoked_at:
        raise NotPublished(Reason.REVOKED_KEY)
    if key.has_ended:
        raise NotPublished(Reason.ENDED_KEY)


def _finish(
    stored: ReceivedMail, outcome: Outcome, key: ReplyKey | None, mail: IncomingMail
) -> None:
    """Store what became of the mail, and the answer to it, in one transaction."""
    reason = outcome.reason or ""
    with transaction.atomic():
        is_first = stored.finish(
            outcome.state, reason=reason, refusal=outcome.sentence, post=outcome.post
        )
        if is_first and outcome.state in (State.COMMAND, State.HELD):
            answers.send_answer(mail, key, outcome.sentence, text="")
        elif is_first and outcome.state == State.REFUSED and _may_be_answered(outcome, stored):
            sentence = outcome.sentence or str(Reason(reason).label)
            answers.send_answer(mail, key, sentence, text=mail.kept or mail.text)
    logger.info("mail %s of member %s: %s", stored.pk, stored.member_id, outcome.state)


def _may_be_answered(outcome: Outcome, stored: ReceivedMail) -> bool:
    if outcome.reason in UNANSWERED:
        return False
    return not rate_limits.count_use("refusal_mail", f"member:{stored.member_id}")
