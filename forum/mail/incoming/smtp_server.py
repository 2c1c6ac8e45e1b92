"""Take mail from a mail server, by SMTP or LMTP (RFC 5321, RFC 2033).

aiosmtpd speaks the protocol and limits the size of a mail; the other limits are here. It is not
meant for the open internet: the mail server in front of it has the certificates, looks for spam and
writes Authentication-Results.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from collective_brain.web import rate_limits
from forum.mail.incoming.addresses import BOUNCE, parse_address
from forum.mail.incoming.models import ReplyKey
from forum.mail.incoming.receiving import receive
from forum.mail.joining.models import InvitedAddress

logger = logging.getLogger(__name__)
ResultT = TypeVar("ResultT")

COMMAND_SECONDS = 120  # for a command, and for the whole text of a mail
SESSION_SECONDS = 900
MAX_CONNECTIONS = 50
MAX_COMMANDS = 500  # of one kind in a session
MAX_RECIPIENTS = {"smtp": 20, "lmtp": 1}  # LMTP wants a reply for each; aiosmtpd sends one
MAX_LINE = 100_000  # bytes; 998 are allowed, and some programs send a paragraph as one line
MAX_ADDRESS = 320
THREADS = 2
PORTS = {"smtp": 8025, "lmtp": 8024}

ACCEPTED = "250 2.0.0 OK"
NO_SUCH_ADDRESS = "550 5.1.1 No such address"
NO_MACHINES = "550 5.7.1 This address takes no automatic mail"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
TOO_MANY_CONNECTIONS = b"421 4.3.2 Too many connections, try again later\r\n"
TOO_OFTEN = "451 4.7.1 Too many mails, try again later"
TRY_AGAIN = "451 4.3.0 Try again later"


class MailHandler:
    """The replies to MAIL, RCPT and DATA. A mail is accepted after its outcome is stored."""

    def __init__(self, protocol: str) -> None:
        self.connections = 0
        self._most_recipients = MAX_RECIPIENTS[protocol]
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="incoming-mail")

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    async def handle_MAIL(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        peer = session.peer[0] if isinstance(session.peer, tuple) else ""
        if len(address) > MAX_ADDRESS:
            return NO_SUCH_ADDRESS
        if rate_limits.count_use("mail_server", peer):
            return TOO_OFTEN
        envelope.mail_from = address
        return ACCEPTED

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= self._most_recipients:
            return TOO_MANY_RECIPIENTS
        parsed = parse_address(address)
        if parsed is None:
            return NO_SUCH_ADDRESS
        if parsed.purpose != BOUNCE:
            if not _sender(envelope):
                return NO_MACHINES
            if not await self._in_thread(_is_stored, parsed.key):
                return NO_SUCH_ADDRESS
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content: Any = envelope.original_content
        await self._in_thread(_receive, content, list(envelope.rcpt_tos), _sender(envelope))
        return ACCEPTED

    async def handle_exception(self, _error: Exception) -> str:
        """The mail server keeps the mail and tries again. The sender learns nothing of ours."""
        logger.exception("a mail could not be received")
        return TRY_AGAIN

    async def _in_thread(self, function: Any, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *arguments)


class _Limited(SMTP):
    """Limits of connections and of the time of a session."""

    line_length_limit = MAX_LINE
    event_handler: MailHandler

    def connection_made(self, transport: Any) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)
        if self.event_handler.connections > MAX_CONNECTIONS:
            transport.write(TOO_MANY_CONNECTIONS)
            transport.close()
        self._session_end = self.loop.call_later(SESSION_SECONDS, transport.close)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.connections -= 1
        self._session_end.cancel()
        super().connection_lost(error)


class _SMTPServer(_Limited):
    pass


class _LMTPServer(_Limited, LMTP):
    pass


SERVERS = {"smtp": _SMTPServer, "lmtp": _LMTPServer}


class MailServer(Controller):
    """A thread that takes mail at `url`, such as lmtp://127.0.0.1:8024."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in SERVERS or not parts.hostname:
            raise ValueError(f"{url!r} is not an address such as lmtp://127.0.0.1:8024.")
        self._protocol = parts.scheme
        super().__init__(
            MailHandler(parts.scheme),
            hostname=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            server_hostname=settings.INCOMING_MAIL_DOMAIN,
            ident="mail",
            data_size_limit=settings.INCOMING_MAIL_MAX_BYTES,
            timeout=COMMAND_SECONDS,
            command_call_limit=MAX_COMMANDS,
            enable_SMTPUTF8=True,
        )

    def factory(self) -> SMTP:
        return SERVERS[self._protocol](self.handler, **self.SMTP_kwargs)

    def stop(self, no_assert: bool = False) -> None:
        super().stop(no_assert)
        self.handler.close()


def _sender(envelope: Envelope) -> str:
    """The address of MAIL FROM, "" for the null sender."""
    return (envelope.mail_from or "").strip("<>")


def _is_stored(key: str) -> bool:
    close_old_connections()
    try:
        return any(keys.objects.filter(key=key).exists() for keys in (ReplyKey, InvitedAddress))
    finally:
        close_old_connections()


def _receive(content: bytes, recipients: list[str], sender: str) -> None:
    close_old_connections()
    try:
        receive(content, recipients, envelope_sender=sender)
    finally:
        close_old_connections()
