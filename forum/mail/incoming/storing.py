"""The row of a mail that came, and what is known of it when it comes again."""

import hashlib
from typing import NamedTuple

from accounts.models import Member
from forum.mail.incoming.models import ReceivedMail, compressed
from forum.mail.incoming.outcomes import UNANSWERED, Reason, State
from forum.mail.reading.message import IncomingMail
from forum.topics.models import Post


class Outcome(NamedTuple):
    state: State
    reason: Reason | None = None
    sentence: str = ""  # of a rule, or what a command has done
    post: Post | None = None


def outcome_of(stored: ReceivedMail) -> Outcome:
    """What was decided when the mail came before."""
    reason = Reason(stored.reason) if stored.reason else None
    return Outcome(State(stored.state), reason, stored.refusal, stored.post)


def store(member: Member, mail: IncomingMail, raw: bytes, *, is_from_member: bool) -> ReceivedMail:
    """The row of this mail. Of mails from somebody else it has no text.

    A forged mail may have come before with the same sender and Message-ID. It does not decide
    about the true one.
    """
    content = {}
    if is_from_member:
        content = {
            "subject": mail.subject[:200],
            "removed": mail.removed,
            "raw": compressed(raw),
        }
    stored = ReceivedMail.objects.store(
        member=member, sender=mail.sender, message_id=message_id_of(mail), **content
    )
    if is_from_member and stored.reason in UNANSWERED:
        ReceivedMail.objects.filter(pk=stored.pk).update(
            member=member, state=State.RECEIVED, reason="", **content
        )
        stored.state = State.RECEIVED
    return stored


def message_id_of(mail: IncomingMail) -> str:
    """A mail without one is known by its content, which is the same by whatever way it comes."""
    if mail.message_id:
        return mail.message_id
    content = f"{mail.date}\n{mail.subject}\n{mail.text}".encode(errors="replace")
    return f"<{hashlib.sha256(content).hexdigest()}@none.invalid>"
