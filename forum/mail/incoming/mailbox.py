"""Read mail from a mailbox by IMAP (RFC 3501), for sites that receive their mail at a provider.

Python's imaplib is enough: the size of a mail must be known before it is loaded, and `receive`
needs its bytes. What has been decided is deleted from the mailbox. A mail that causes an error of
ours stays there, marked as read, for an administrator.
"""

import contextlib
import imaplib
import logging
import re
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError

from forum.mail.incoming.receiving import receive

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds for each answer of the server
MAX_MAILS = 200  # of one poll
MAX_SECONDS = 60
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
SEEN, DELETED = r"(\Seen)", r"(\Seen \Deleted)"


class MailboxError(OSError):
    """The server refused a command."""


def poll_mailbox(url: str) -> int:
    """Decide about the new mails of the mailbox, and return how many were read.

    url: imaps://user:password@host/FOLDER, or imap:// for a server on this machine.
    """
    end, count = time.monotonic() + MAX_SECONDS, 0
    with _open_mailbox(url) as mailbox:
        for uid in _new_mails(mailbox)[:MAX_MAILS]:
            if time.monotonic() > end:
                break
            _ask(mailbox, "STORE", uid, "+FLAGS.SILENT", _flags_after_reading(mailbox, uid))
            count += 1
        mailbox.expunge()
    return count


@contextlib.contextmanager
def _open_mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    mailbox: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        mailbox = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=TIMEOUT)
    else:
        mailbox = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
    with mailbox:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        _require_ok(*mailbox.select(f'"{folder}"'))
        yield mailbox


def _new_mails(mailbox: imaplib.IMAP4) -> list[str]:
    [found] = _ask(mailbox, "SEARCH", None, "UNSEEN")
    return (found or b"").decode().split()


def _flags_after_reading(mailbox: imaplib.IMAP4, uid: str) -> str:
    """DELETED if the mail was decided. Raises for an outage, and then the mail stays as it was."""
    size = SIZE.search(bytes(_ask(mailbox, "FETCH", uid, "(RFC822.SIZE)")[0] or b""))
    if not size or int(size[1]) > settings.INCOMING_MAIL_MAX_BYTES:
        logger.warning("mail %s in the mailbox is too big, and was not read", uid)
        return SEEN
    raw = _ask(mailbox, "FETCH", uid, "(BODY.PEEK[])")[0][1]
    try:
        receive(raw)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # one mail must not stop the others
        logger.exception("mail %s in the mailbox could not be read", uid)
        return SEEN
    return DELETED


def _ask(mailbox: imaplib.IMAP4, *command: Any) -> list[Any]:
    return _require_ok(*mailbox.uid(*command))


def _require_ok(status: str, data: list[Any]) -> list[Any]:
    if status != "OK":
        raise MailboxError(f"The IMAP server answered {status}.")
    return data
