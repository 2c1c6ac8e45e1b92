"""Say whether a person wrote a mail, or a machine: only what a person wrote becomes a post."""

import re
from email.message import Message
from enum import StrEnum

from forum.mail.reading import headers
from forum.mail.reading.bodies import leaves
from forum.mail.reading.wording import (
    begins_as_report,
    is_about_failed_delivery,
    is_automatic_subject,
    is_automatic_text,
    quotes_a_server,
)

# Every mail of the site carries this header, so that the site knows its mail when it comes back.
OWN_HEADER = "X-Collective-Brain"

DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post_?master|mdaemon|mmdf|bounces?|mail[-_ ]?delivery"
    r"|uucp|smtp|mailerdaemon|autoreply-daemon|double-bounce)\b",
    re.IGNORECASE,
)
CERTAIN_DAEMON = re.compile(r"^mailer[-_.]?daemon\b", re.IGNORECASE)
NO_REPLY = re.compile(
    r"^(?:[a-z]{1,20}[-_.])?(?:no|do[-_.]?not|ne)[-_.]?(?:reply|respond|responder|repondre)", re.I
)
DAEMON_NAME = re.compile(
    r"mail(?:er)? ?delivery|mailer-daemon|postmaster|mail administrator|system administrator",
    re.IGNORECASE,
)
AUTOMATIC_PRECEDENCE = re.compile(r"^\s*(?:bulk|junk|list|auto[-_]?reply)", re.IGNORECASE)
SUPPRESSED = re.compile(r"\b(?:all|oof|autoreply)\b", re.IGNORECASE)
AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Auto-Reply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
    "X-VacationMessage",
    "X-Cron-Env",
    "X-FC-MachineGenerated",
    "X-MS-Exchange-Inbox-Rules-Loop",
)
LIST_HEADERS = (
    "List-Id",
    "List-Post",
    "Mailing-List",
    "X-BeenThere",
    "X-Mailman-Version",
    "X-MLServer",
)
REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")


class IncomingKind(StrEnum):
    PERSON = "person"
    OWN = "own mail"
    COMPLAINT = "complaint"
    DELIVERY_REPORT = "delivery report"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    AUTOMATIC = "automatic answer"
    MAILING_LIST = "mailing list"
    NULL_SENDER = "null sender"


def mail_kind(mail: Message, *, text: str, kept: str, envelope_sender: str | None) -> IncomingKind:
    """The kind of a parsed mail. text: all of it. kept: what its author wrote.

    `envelope_sender` is the address of MAIL FROM, "" for the null sender, None if it is unknown.
    """
    if mail.get(OWN_HEADER) is not None:
        return IncomingKind.OWN
    null_sender = envelope_sender == "" or _returns_to_nobody(mail)
    return (
        _kind_of_report(mail)
        or _kind_of_daemon(mail, text, null_sender)
        or _kind_of_calendar(mail)
        or _kind_of_machine(mail, kept)
        or (IncomingKind.NULL_SENDER if null_sender else IncomingKind.PERSON)
    )


def _returns_to_nobody(mail: Message) -> bool:
    return headers.raw_value(mail, "Return-Path").strip() == "<>"


def _kind_of_report(mail: Message) -> IncomingKind | None:
    types = {part.get_content_type() for part in leaves(mail)}
    report = headers.parameter(mail, "report-type").lower()
    if report == "feedback-report" or "message/feedback-report" in types:
        return IncomingKind.COMPLAINT
    if report == "delivery-status" or types.intersection(REPORT_TYPES):
        return IncomingKind.DELIVERY_REPORT
    if report == "disposition-notification" or "message/disposition-notification" in types:
        return IncomingKind.RECEIPT
    return None


def _kind_of_daemon(mail: Message, text: str, null_sender: bool) -> IncomingKind | None:
    """Reports of mail servers without the standard parts: two signs of four are enough."""
    if mail.get("X-Failed-Recipients") is not None:
        return IncomingKind.DELIVERY_REPORT
    shown, address = headers.first_author(mail)
    if CERTAIN_DAEMON.match(address) or begins_as_report(text):
        return IncomingKind.DELIVERY_REPORT
    signs = (
        bool(DAEMON.match(address) or DAEMON_NAME.search(shown)),
        null_sender,
        is_about_failed_delivery(headers.text_value(mail, "Subject")),
        quotes_a_server(text),
    )
    return IncomingKind.DELIVERY_REPORT if sum(signs) >= 2 else None


def _kind_of_calendar(mail: Message) -> IncomingKind | None:
    """Answers and invitations; a calendar file that a person attached is an attachment."""
    if "calendarmessage" in headers.raw_value(mail, "Content-Class").lower():
        return IncomingKind.CALENDAR
    for part in leaves(mail):
        if part.get_content_type() == "text/calendar" and headers.parameter(part, "method"):
            return IncomingKind.CALENDAR
    return IncomingKind.CALENDAR if mail.get_content_type() == "text/calendar" else None


def _kind_of_machine(mail: Message, text: str) -> IncomingKind | None:
    if _says_automatic(mail) or is_automatic_subject(headers.text_value(mail, "Subject")):
        return IncomingKind.AUTOMATIC
    if any(mail.get(name) is not None for name in LIST_HEADERS):
        return IncomingKind.MAILING_LIST
    if AUTOMATIC_PRECEDENCE.match(headers.raw_value(mail, "Precedence")):
        return IncomingKind.AUTOMATIC
    return IncomingKind.AUTOMATIC if is_automatic_text(text) else None


def _says_automatic(mail: Message) -> bool:
    """RFC 3834, and the headers that programs set instead."""
    author = headers.first_author(mail)[1]
    submitted = headers.raw_value(mail, "Auto-Submitted").strip().lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or NO_REPLY.match(author)
        or SUPPRESSED.search(headers.raw_value(mail, "X-Auto-Response-Suppress")[:200])
        or any(mail.get(name) is not None for name in AUTOMATIC_HEADERS)
        or "auto_reply" in headers.raw_value(mail, "Preference").lower()
        or "autoresponder" in headers.raw_value(mail, "Delivered-To").lower()
        or "auto-reply" in headers.raw_value(mail, "X-Loop").lower()
    )
