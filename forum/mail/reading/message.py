"""Read the bytes of a mail into what the site needs of it."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from forum.mail.reading import bodies, headers
from forum.mail.reading.bodies import Attachment
from forum.mail.reading.bounds import parse
from forum.mail.reading.kinds import IncomingKind, mail_kind
from forum.mail.reading.trimming import trim

# The order in which an address of the site is looked for: what a server adds comes first.
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "Resent-To", "To", "Cc")
MOST_RECIPIENTS = 200
MOST_REFERENCES = 100


@dataclass(frozen=True)
class IncomingMail:
    """A mail that somebody sent to the site. Its sender can write anything."""

    sender: str  # "" if From does not name exactly one address
    sender_name: str
    recipients: tuple[str, ...]  # in the order of RECIPIENT_HEADERS, each once
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    kept: str  # the author's part of the text
    removed: str  # quotations and signatures
    kind: IncomingKind
    is_cut: bool  # a part beyond the limits was not read
    authentication: tuple[str, ...]  # the values of Authentication-Results


def read_mail(raw: bytes, *, envelope_sender: str | None = None) -> IncomingMail:
    """The mail: this never raises, and takes less than a second for any bytes.

    `envelope_sender` is the address of MAIL FROM, "" for the null sender, None if it is unknown.
    """
    mail, is_cut = parse(raw)
    text = bodies.text(mail)
    trimmed = trim(text)
    sender_name, sender = headers.sender(mail)
    return IncomingMail(
        sender=sender,
        sender_name=sender_name[:200],
        recipients=_recipients(mail),
        message_id=_first(headers.message_ids(mail, "Message-ID")),
        in_reply_to=_first(headers.message_ids(mail, "In-Reply-To")),
        references=tuple(headers.message_ids(mail, "References")[-MOST_REFERENCES:]),
        subject=headers.text_value(mail, "Subject"),
        date=headers.date(mail),
        text=text,
        kept=trimmed.kept,
        removed=trimmed.removed,
        kind=mail_kind(mail, text=text, kept=trimmed.kept, envelope_sender=envelope_sender),
        attachments=tuple(bodies.attachments(mail)),
        is_cut=is_cut,
        authentication=tuple(headers.raw_values(mail, "Authentication-Results")),
    )


def _recipients(mail: Message) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in RECIPIENT_HEADERS:
        for _, address in headers.addresses(mail, name):
            found.setdefault(address)
    return tuple(found)[:MOST_RECIPIENTS]


def _first(values: list[str]) -> str:
    return values[0] if values else ""
