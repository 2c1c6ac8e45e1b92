"""Read why a mail server did not take a mail (RFC 5321, and the status of RFC 3463)."""

import re
import smtplib
from typing import NamedTuple

STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
CLOSING = 421  # the server ends the connection
# Statuses of one mailbox, such as 4.2.2 (full). Others are about the domain, such as 4.7.1.
OF_ONE_ADDRESS = ("4.1.", "4.2.")


class Reply(NamedTuple):
    """status: such as "4.7.1"; "" if the server names none."""

    code: int
    status: str
    text: str

    @property
    def asks_domain_to_wait(self) -> bool:
        return 400 <= self.code < 500 and not self.status.startswith(OF_ONE_ADDRESS)


def read_reply(error: Exception) -> Reply | None:
    """The reply to one mail. None if the connection failed, or something else than the server."""
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, text), *_others] = error.recipients.values()
    elif isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        code, text = error.smtp_code, error.smtp_error
    else:
        return None
    if code == CLOSING:
        return None
    readable = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    status = STATUS.match(readable)
    return Reply(code, status[1] if status else "", readable)
