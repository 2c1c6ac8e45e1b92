"""Signed-in members who write in rooms: the script's own form over HTTP, on a connection kept open."""

import http.client
import json
import threading
import uuid
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.live.sites import now

TOKEN = "t" * 32  # of the double-submit cookie: any 32 letters, the same in cookie and form
TEXT = "I would bring the savings group to the table, with its book open: **who** lends, to whom, at which price? {} "


@dataclass
class Writer:
    """sent: (line, mark) as a frame has them -> (when it was sent, when it was acknowledged)."""

    url: str
    session: str
    sent: dict[bytes, tuple[float, float]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def send_message(self, room: int, number: int = 0) -> None:
        """Raises OSError or HTTPException when there was no answer; then nothing is noted."""
        began = now()
        fields = {
            "source": TEXT.format(number),
            "nonce": str(uuid.uuid4()),
            "csrfmiddlewaretoken": TOKEN,
        }
        status, body = self._post(f"/rooms/{room}/say/", fields)
        if status != 201:
            raise OSError(f"{status} {body[:200]}")
        self.last = json.loads(body)
        self.sent[f'"line":"{self.last["line"]}","mark":{self.last["mark"]}'.encode()] = (
            began,
            now(),
        )

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
        }
        try:
            self.connection.request("POST", path, urlencode(fields), headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise


def write_messages(
    writers: list[Writer], rooms: list[int], *, seconds: float, each_second: float = 0
) -> dict[bytes, tuple[float, float]]:
    """All write for so long, in each room in turn: as fast as they are answered, or so many messages a second.

    Returns what Writer.sent holds, of all of them. A message that waits for a writer is sent when its turn was.
    """
    turns, began = count(), now()

    def go(writer: Writer) -> None:
        while True:
            turn = next(turns)
            due = began + (turn / each_second if each_second else 0)
            if max(due, now()) > began + seconds:
                return
            threading.Event().wait(max(0.0, due - now()))
            writer.send_message(rooms[turn % len(rooms)], turn)

    threads = [threading.Thread(target=go, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {key: times for writer in writers for key, times in writer.sent.items()}
