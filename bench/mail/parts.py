"""The parts of the check of mail. Each ends when all mail has arrived."""

import itertools
import re
import statistics
import time
import uuid
from email.message import Message
from typing import Any, NamedTuple

from bench.mail.killing_server import BEFORE_THE_TEXT, KillingServer
from bench.mail.sites import MailSite
from bench.mail.smtp_server import (
    ACCEPTED,
    CLOSE,
    CLOSE_AFTER_ACCEPTING,
    HANG,
    RecordingServer,
)
from bench.report import Row

PATIENCE = 400  # seconds
HOSTILE = (
    *(HANG, "550 No such user", "451 Too many mails", "421 Closing"),
    *(CLOSE, CLOSE_AFTER_ACCEPTING),
)
HOSTILE_EACH = 4  # the fourth mail meets the first of HOSTILE, the eighth the second
HOSTILE_POSTS = 3
FEWEST_FOLLOWERS = HOSTILE_EACH * len(HOSTILE)  # so that each of HOSTILE happens
TEXT = re.compile("text-[0-9a-f]{32}")


class Followed(NamedTuple):
    """A topic, the addresses of its followers, and the texts of its posts."""

    topic: int
    addresses: list[str]
    texts: list[str]


class Result(NamedTuple):
    """wanted: a member and a post. doubled: of those, how many came in two different mails.

    repeats: mails that came again with the same Message-ID. lost_replies: the server took a mail,
    and the worker did not get its reply.
    """

    part: str
    wanted: int
    mails: int
    missing: int
    doubled: int
    repeats: int
    kills: int
    lost_replies: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.missing and not self.doubled and self.repeats <= self.lost_replies


def measure_requests(site: MailSite, followers: int, posts: int) -> tuple[list[Row], Followed]:
    """Post in a topic with and in one without followers, in turn."""
    author = site.author
    empty, full = author.start_topic("Nobody follows"), author.start_topic("Many follow")
    milliseconds: dict[int, list[float]] = {empty: [], full: []}
    texts = []
    for topic in (empty, full) * 2:
        author.send_or_fail(f"topic:{topic}", "The first request fills caches.")
    addresses = site.add_followers(full, followers)
    for number in range(posts):
        texts.append(_new_text())
        for topic in (empty, full) if number % 2 else (full, empty):
            began = time.perf_counter()
            author.send_or_fail(f"topic:{topic}", texts[-1])
            milliseconds[topic].append(1000 * (time.perf_counter() - began))
    counts = {empty: 0, full: followers}
    rows = [_request_row(counts[topic], values) for topic, values in milliseconds.items()]
    return rows, Followed(full, addresses, texts)


def _request_row(followers: int, milliseconds: list[float]) -> Row:
    return {
        "followers": followers,
        "posts": len(milliseconds),
        "median": round(statistics.median(milliseconds), 1),
        "worst": round(max(milliseconds), 1),
    }


def send_while_killed(site: MailSite, followed: Followed, port: int, *, kills: int) -> Result:
    """Two workers send what measure_requests caused, and are killed `kills` times."""
    every = max(1, len(followed.addresses) // (kills + 2))
    server = KillingServer(site.pids, kills=kills, every=every, port=port)
    seconds = _send_all(site, server)
    assert len(server.killed) == kills, f"only {server.killed} were killed"
    return _result(
        "workers killed",
        server,
        followed,
        kills=kills,
        lost_replies=kills - server.killed.count(BEFORE_THE_TEXT),
        seconds=seconds,
    )


def send_to_hostile_server(site: MailSite, port: int, *, followers: int) -> Result:
    """One in HOSTILE_EACH mails meets a server that hangs, refuses, delays or closes."""
    author = site.author
    topic = author.start_topic("The server is hostile")
    addresses = site.add_followers(topic, followers)
    texts = [_new_text() for _ in range(HOSTILE_POSTS)]
    for text in texts:
        author.send_or_fail(f"topic:{topic}", text)
    replies: list[str] = []
    hostile = itertools.cycle(HOSTILE)

    def reply(_address: str) -> str:
        is_hostile = len(replies) % HOSTILE_EACH == HOSTILE_EACH - 1
        replies.append(next(hostile) if is_hostile else ACCEPTED)
        return replies[-1]

    server = RecordingServer(port=port)
    server.reply = reply
    seconds = _send_all(site, server)
    assert set(replies) == {ACCEPTED, *HOSTILE}, "too few mails"
    return _result(
        "hostile server",
        server,
        Followed(topic, addresses, texts),
        lost_replies=replies.count(CLOSE_AFTER_ACCEPTING),
        seconds=seconds,
    )


def _send_all(site: MailSite, server: RecordingServer) -> float:
    """Let the workers send until nothing waits. Returns how many seconds it took.

    What a killed worker had begun is sent when no worker is left that could be sending it.
    """
    began = time.monotonic()
    server.start()
    try:
        site.work_until_tried(within=PATIENCE)
        while site.states().get("waiting"):
            assert time.monotonic() < began + PATIENCE, f"mail waits: {site.states()}"
            site.stop_workers()
            site.make_due()
            site.work_until_tried(within=PATIENCE)
    finally:
        site.stop_workers()
        server.stop()
    return round(time.monotonic() - began, 1)


def _result(
    part: str,
    server: RecordingServer,
    followed: Followed,
    *,
    seconds: float,
    kills: int = 0,
    lost_replies: int = 0,
) -> Result:
    ids: dict[tuple[str, str], set[str]] = {}  # of the mails that brought a text to an address
    for address, mail in server.mails:
        for text in TEXT.findall(_plain_text(mail)):
            ids.setdefault((address, text), set()).add(str(mail["Message-ID"]))
    wanted = {(address, text) for address in followed.addresses for text in followed.texts}
    return Result(
        part=part,
        wanted=len(wanted),
        mails=len(server.mails),
        missing=len(wanted - set(ids)),
        doubled=sum(len(found) > 1 for found in ids.values()),
        repeats=sum(count - 1 for count in server.counts().values()),
        kills=kills,
        lost_replies=lost_replies,
        seconds=seconds,
    )


def _new_text() -> str:
    return f"text-{uuid.uuid4().hex}"


def _plain_text(mail: Message) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    payload: Any = parts[0].get_payload(decode=True)
    return str(payload.decode())
