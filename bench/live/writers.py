"""Signed-in members who post messages, with the requests of the script, on open connections."""

import http.client
import json
import threading
import uuid
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.live.sites import now

TOKEN = "t" * 32  # the CSRF token: any 32 letters, equal in cookie and form
TEXT = (
    "I would bring the savings group to the table, with its book open: "
    "**who** lends, to whom, at which price? {} "
)


@dataclass
class Writer:
    """A member with an open connection.

    sent: part of the frame with stream and mark -> (when sent, when acknowledged).
    last: the last message, as the server answered.
    """

    url: str
    session: str
    sent: dict[bytes, tuple[float, float]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def send_message(self, room: int, number: int = 0) -> None:
        """Post a message and record its times.

        Raises OSError or HTTPException without a response. Then nothing is recorded.
        """
        started = now()
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
            started,
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
            response = self.connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise


def write_messages(
    writers: list[Writer], rooms: list[int], *, seconds: float, each_second: float = 0
) -> dict[bytes, tuple[float, float]]:
    """Let all `writers` post for `seconds`, in each room in turn, and return all their `sent`.

    each_second: messages a second. With 0, writers post the next message after each response.
    """
    turns, started = count(), now()

    def post_messages(writer: Writer) -> None:
        while True:
            turn = next(turns)
            due = started + (turn / each_second if each_second else 0)
            if max(due, now()) > started + seconds:
                return
            threading.Event().wait(max(0.0, due - now()))
            writer.send_message(rooms[turn % len(rooms)], turn)

    threads = [threading.Thread(target=post_messages, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {key: times for writer in writers for key, times in writer.sent.items()}
