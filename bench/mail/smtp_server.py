"""A real SMTP server on loopback that records what it accepts, and answers as its user says."""

import asyncio
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.served.sites import free_port

ACCEPTED = "250 OK"
CLOSE = "close"
CLOSE_AFTER_ACCEPTING = "close after accepting"
HANG = "hang"


class RecordingServer:
    """`reply` gets the address of each mail and returns the reply to its text, such as ACCEPTED.

    CLOSE: the connection breaks, and the server does not have the mail. CLOSE_AFTER_ACCEPTING: the
    server has the mail, and the connection breaks before its reply. HANG: no reply comes.
    """

    def __init__(self, port: int = 0) -> None:
        self.reply: Callable[[str], str] = lambda _address: ACCEPTED
        self.mails: list[tuple[str, Message]] = []
        self.port = port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def counts(self) -> Counter[tuple[str, str]]:
        """How often each (address, Message-ID) was accepted."""
        return Counter((address, str(mail["Message-ID"])) for address, mail in self.mails)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        reply = self.reply(address)
        if reply in (ACCEPTED, CLOSE_AFTER_ACCEPTING):
            content: Any = envelope.content
            self.mails.append((address, message_from_bytes(content)))
        if reply in (CLOSE, CLOSE_AFTER_ACCEPTING):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            await asyncio.sleep(0)
        if reply == HANG:
            await asyncio.Event().wait()  # until the client closes the connection
        return reply
