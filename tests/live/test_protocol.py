"""The example in docs/protocol.md, replayed against the served site."""

import json
import re
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.served.clients import sign_in
from bench.served.tabs import Tab
from collective_brain.serving import websocket_limits
from forum.contributions import streams
from forum.live import (
    consumer,
    database_calls,
    presence,
    rechecks,
    socket_app,
    typing_indicator,
)

PROTOCOL = (Path(settings.BASE_DIR) / "docs" / "protocol.md").read_text()
EXAMPLE = PROTOCOL.rpartition("```\n")[0].rpartition("```\n")[2].splitlines()
ROUNDS = ("mark", "presence")  # these frames arrive at any time


def test_the_site_behaves_as_the_example_says(site):
    replay = Replay(site)
    for line in EXAMPLE:
        replay.step(line)


@pytest.mark.parametrize(
    "code",
    [
        consumer.CLOSE_BAD_FRAME,
        websocket_limits.CLOSE_TOO_MANY_FRAMES,
        consumer.CLOSE_SLOW_READER,
        consumer.CLOSE_DELIVERY_FAILED,
        rechecks.CLOSE_ACCESS_ENDED,
        socket_app.CLOSE_FOREIGN_ORIGIN,
        socket_app.CLOSE_TOO_MANY_TABS,
    ],
)
def test_every_closing_code_is_described(code):
    assert f"| {code} |" in PROTOCOL


@pytest.mark.parametrize(
    "sentence",
    [
        f"at most {database_calls.MAX_CHANGES} changes are missing",
        f"subscribe to {consumer.MAX_SUBSCRIPTIONS} streams",
        f"{consumer.MAX_QUEUED_FRAMES} frames were queued",
        "send {} frames in {} seconds".format(*re.findall(r"\d+", settings.LIMITS["frame"][0])),
        f"within {consumer.TYPING_INTERVAL:.0f} seconds is ignored",
        f"at most one frame in {presence.INTERVAL:.0f} seconds. Members who",
        f"at most one frame in {typing_indicator.INTERVAL:.0f} seconds. It ends",
        f"at most {typing_indicator.MAX_NAMES} keys of members",
        f"over {streams.MAX_CHANGES} changes, or over {streams.MAX_CHANGED_HTML:,} characters",
        f"every {settings.LIVE_ROUND_EVERY} seconds |",
    ],
)
def test_the_limits_in_the_description_are_those_of_the_code(sentence):
    assert sentence in PROTOCOL


def test_a_page_of_another_site_gets_its_closing_code(site):
    with connect(_address(site), origin="https://example.org") as socket:
        assert _closing_code(socket) == socket_app.CLOSE_FOREIGN_ORIGIN


def test_a_tab_that_sends_too_many_frames_gets_its_closing_code(site):
    with connect(_address(site), origin=site.url) as socket:
        for _ in range(21):
            socket.send('{"here": true}')
        assert _closing_code(socket) == websocket_limits.CLOSE_TOO_MANY_FRAMES


class Replay:
    """Run the lines of the example in order. Topic 17 stands for the topic that `start` creates."""

    def __init__(self, site) -> None:
        self.site = site
        [self.member] = sign_in(site, {})
        self.topic = ""
        self.answer: Any = None
        self.socket = self._connect()

    def step(self, line: str) -> None:
        if line.startswith("-- "):
            return HAPPENS[line[3:]](self)
        line = line.replace("topic:17", f"topic:{self.topic}")
        if line.startswith("GET "):
            with urllib.request.urlopen(f"{self.site.url}{line[4:]}") as answer:
                self.answer = json.load(answer)
        elif line.startswith("> "):
            self.socket.send(line[2:])
        elif line.startswith("< closed "):
            assert _closing_code(self.socket) == int(line[9:])
        else:
            received = self.answer or self._receive()
            self.answer = None
            assert _is_like(received, json.loads(line[2:])), f"{received}\nis not\n{line[2:]}"

    def start(self) -> None:
        self.post(
            "/themes/cooperatives/start/", title="Savings groups", language="en", source="One."
        )
        for text in ("Two.", "Three."):
            self.reply(text)

    def reply(self, text: str = "Four.") -> None:
        self.post(f"/topics/{self.topic}/reply/", source=text)

    def edit(self) -> None:
        self.post(
            f"/topics/{self.topic}/posts/2/edit/", source="Two, better.", language="en", version="1"
        )

    def delete(self) -> None:
        self.post(f"/topics/{self.topic}/posts/3/delete/")

    def close(self) -> None:
        promote = (
            f"from accounts.models import Member\nMember.objects.filter(pk={self.member.member})"
        )
        self.site.shell(f"{promote}.update(is_staff=True)")
        self.post(f"/topics/{self.topic}/close/", closed="1")

    def type(self) -> None:
        with Tab(self.site, self.member.session) as tab:
            tab.listen(f"topic:{self.topic}")
            tab.send({"typing": f"topic:{self.topic}"})
            tab.wait_for("typing")

    def cut(self) -> None:
        self.socket.close()

    def connect_again(self) -> None:
        self.socket = self._connect()

    def post(self, path: str, **fields: str) -> None:
        status, body = self.member.post(path, {"nonce": str(uuid.uuid4()), **fields})
        assert status in (200, 201, 302), (status, body[:500])
        if not self.topic:
            self.topic = json.loads(body)["location"].split("/")[2]

    def _connect(self) -> ClientConnection:
        return connect(_address(self.site), origin=self.site.url)

    def _receive(self) -> dict[str, Any]:
        while (frame := json.loads(self.socket.recv(timeout=10)))["type"] in ROUNDS:
            pass
        return frame


HAPPENS = {
    "a member starts a topic and replies twice; its page shows mark 3": Replay.start,
    "the member replies": Replay.reply,
    'the member\'s page says {"typing": "topic:17"}': Replay.type,
    "the connection breaks": Replay.cut,
    "the member edits post 2": Replay.edit,
    "the member deletes post 3": Replay.delete,
    "the connection is back": Replay.connect_again,
    "a facilitator closes the topic": Replay.close,
}


def _is_like(received: Any, written: Any) -> bool:
    """Compare two values. `…` stands for any value."""
    if isinstance(written, dict):
        return received.keys() == written.keys() and all(
            _is_like(received[key], written[key]) for key in written
        )
    if isinstance(written, list):
        return len(received) == len(written) and all(map(_is_like, received, written))
    return written in ("…", received)


def _closing_code(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=10)
    assert closed.value.rcvd
    return closed.value.rcvd.code


def _address(site) -> str:
    return re.sub("^http", "ws", site.url) + "/live/"
