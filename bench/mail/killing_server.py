"""A mail server that kills the worker that talks to it, at the worst moments."""

import asyncio
import itertools
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.mail.smtp_server import RecordingServer

# The server accepts in all three cases but the first. In the last, the worker has not read the 250.
BEFORE_THE_TEXT, BEFORE_THE_REPLY, AFTER_THE_REPLY = MOMENTS = ("text", "reply", "250")
REPLY_ARRIVES = 0.05  # seconds


class KillingServer(RecordingServer):
    """It kills a worker with each `every`-th mail, `kills` times, at each of MOMENTS in turn.

    pids: of the workers that run now.
    """

    def __init__(self, pids: Callable[[], list[int]], *, kills: int, every: int, port: int) -> None:
        super().__init__(port)
        self._pids, self._every, self._kills = pids, every, kills
        self._moments = list(itertools.islice(itertools.cycle(MOMENTS), kills))
        self.killed: list[str] = []

    async def handle_RCPT(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        if self._is_turn() and self._moments[0] == BEFORE_THE_TEXT:
            self._kill(self._worker(session), self._moments.pop(0))
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = await super().handle_DATA(server, session, envelope)
        if self._is_turn() and self._moments[0] != BEFORE_THE_TEXT:
            moment, pid = self._moments.pop(0), self._worker(session)
            if moment == BEFORE_THE_REPLY:
                self._kill(pid, moment)
            else:
                os.kill(pid, signal.SIGSTOP)
                loop = asyncio.get_running_loop()
                loop.call_later(REPLY_ARRIVES, self._kill, pid, moment)
        return reply

    def _is_turn(self) -> bool:
        turn = self._kills - len(self._moments) + 1
        return bool(self._moments) and len(self.mails) >= turn * self._every

    def _kill(self, pid: int, moment: str) -> None:
        os.kill(pid, signal.SIGKILL)
        self.killed.append(moment)

    def _worker(self, session: Session) -> int:
        """The process at the other end of the connection."""
        peer: Any = session.peer  # an address and a port
        inode = _socket_inode(peer[1], self.port)
        return next(pid for pid in self._pids() if f"socket:[{inode}]" in _open_files(pid))


def _socket_inode(local_port: int, remote_port: int) -> str:
    ends = (f":{local_port:04X}", f":{remote_port:04X}")
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = line.split()
        if (columns[1][-5:], columns[2][-5:]) == ends:
            return columns[9]
    raise AssertionError("no process has this connection")


def _open_files(pid: int) -> set[str]:
    files = set()
    for link in Path(f"/proc/{pid}/fd").glob("*"):
        with suppress(OSError):
            files.add(str(link.readlink()))
    return files
