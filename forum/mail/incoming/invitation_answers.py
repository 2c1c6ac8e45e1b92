"""What becomes of an answer to an invitation: its sender has an account.

Nothing of the answer is published. The new member finds it among their received mails.
"""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.credentials import normal_email
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.web import rate_limits
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.storing import Outcome, message_id_of, outcome_of, store
from forum.mail.joining import actions, messages
from forum.mail.joining.models import InvitedAddress
from forum.mail.reading.authentication import is_forged
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import IncomingMail


def join_by_answer(invited: InvitedAddress, mail: IncomingMail, raw: bytes) -> Outcome:
    """Safe to repeat. Nobody but the invited person leaves anything here or gets an answer."""
    if reason := _refuse_sender(invited, mail):
        return Outcome(State.REFUSED, reason)
    with translation.override(invited.language):
        try:
            member = actions.join(invited, answer_id=message_id_of(mail))
        except Refused as refusal:
            return _refuse(invited, mail, str(refusal))
        member = actions.finish_joining(member, invited, mail.sender_name)
        return _store_and_welcome(member, mail, raw)


def _refuse_sender(invited: InvitedAddress, mail: IncomingMail) -> Reason | None:
    if mail.kind != IncomingKind.PERSON:
        return Reason.MACHINE
    server = settings.INCOMING_MAIL_AUTHSERV_ID
    if server and is_forged(mail.authentication, server=server, sender=mail.sender):
        return Reason.NOT_BELIEVED
    return None if normal_email(mail.sender) == invited.email else Reason.OTHER_SENDER


def _refuse(invited: InvitedAddress, mail: IncomingMail, sentence: str) -> Outcome:
    if not rate_limits.count_use("refusal_mail", f"invited:{invited.pk}"):
        messages.send_refusal(invited, mail, sentence)
    return Outcome(State.REFUSED, Reason.RULE, sentence)


def _store_and_welcome(member: Member, mail: IncomingMail, raw: bytes) -> Outcome:
    stored = store(member, mail, raw, is_from_member=True)
    if stored.state != State.RECEIVED:
        return outcome_of(stored)
    with transaction.atomic():
        if stored.finish(State.JOINED):
            messages.send_welcome(member, mail)
    return Outcome(State.JOINED)
