"""The demonstration community: who is in it, and how it is filled in, through the site's own actions.

forum/demo.json says how to read it in its `notes`. Every account is plainly named as a demonstration.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Member
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.chat.models import Room
from forum.facilitation import actions as facilitation
from forum.search import indexing
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Topic

DATA = Path(__file__).parent / "demo.json"
PASSWORD = "solidarity-economy"
DOMAIN = "demo.example.org"
SIGN_INS = {
    "academic": f"youssef@{DOMAIN}",
    "practitioner": f"priya@{DOMAIN}",
    "constituent": f"kwame@{DOMAIN}",
    "facilitator": f"minjun@{DOMAIN}",
    "administrator": f"admin@{DOMAIN}",
}
ADMINISTRATOR = {
    "handle": "demo.admin",
    "name": "Site administrator (demo)",
    "community": "academic",
    "side": None,
    "organisation": "",
    "country": "",
    "languages": ["en", "es", "fr", "pt"],
    "bio": "",
}


@dataclass(frozen=True)
class Contribution:
    """A topic, a post or a message, and when it is written."""

    at: datetime
    write: Callable[[], Any]


def create_demo(*, password: str | None, tell: Callable[[int, int], None]) -> None:
    """Make the demonstration community. password: None makes accounts nobody can sign in with.

    Safe to repeat after an interruption: each text has its own nonce for ever.
    tell: called with how many contributions are written, of how many.
    """
    story = json.loads(DATA.read_text())
    hashed = make_password(password)  # once: a good hash takes a third of a second
    members = {row["handle"]: _member(row, hashed) for row in story["members"]}
    themes = Theme.objects.in_bulk(field_name="slug")
    for slug, handles in story["facilitators"].items():
        themes[slug].facilitators.add(*(members[handle] for handle in handles))
    contributions = [*_topics(story, members, themes), *_messages(story, members, themes)]
    # In the order of time, because what is newest is found by the order of keys.
    for done, contribution in enumerate(sorted(contributions, key=lambda one: one.at), start=1):
        contribution.write()
        tell(done, len(contributions))
    _pin_introductions(members["demo.thandi"])
    for event in Event.objects.unfinished().order_by("pk"):
        event.run_listeners()  # so that the first page shows a community whose counts are right
    while indexing.add_missing_entries():  # The demonstration members had no sign-up event.
        pass
    _member(
        ADMINISTRATOR, hashed, is_staff=True, is_superuser=True
    )  # last: who is there says that all is there


def demo_exists() -> bool:
    return Member.objects.filter(handle=ADMINISTRATOR["handle"]).exists()


def _member(row: dict[str, Any], hashed: str, **rights: bool) -> Member:
    if there := Member.objects.with_handle(row["handle"]).first():
        return there
    long_ago = timezone.now() - timedelta(days=150)
    fields = {
        name: row[name]
        for name in ("handle", "name", "community", "organisation", "country", "languages", "bio")
    }
    email = f"{row['handle'].removeprefix('demo.')}@{DOMAIN}"
    member = Member.objects.create_user(
        email,
        None,
        **fields,
        side=row["side"] or "",
        is_demo=True,
        email_confirmed_at=long_ago,
        joined_at=long_ago,
        **rights,
    )
    member.password = hashed
    member.save(update_fields=["password"])
    return member


def _topics(
    story: dict[str, Any], members: dict[str, Member], themes: dict[str, Theme]
) -> Iterator[Contribution]:
    now = timezone.now()
    for row in story["topics"]:
        started: list[Topic] = []
        for post in row["posts"]:
            at = now - timedelta(days=row["days_ago"]) + timedelta(days=post["days_after"])
            yield Contribution(at, _writer_of_post(row, post, started, members, themes, at))


def _writer_of_post(
    row: dict[str, Any],
    post: dict[str, Any],
    started: list[Topic],
    members: dict[str, Member],
    themes: dict[str, Theme],
    at: datetime,
) -> Callable[[], Any]:
    """What writes one post: the first of a topic starts it, for the others to find in `started`."""
    author = members[post["author"]]
    text = {
        "source": post["source"],
        "language": post.get("language", row["language"]),
        "nonce": _nonce(row["title"], row["posts"].index(post)),
        "at": at,
    }

    def write() -> None:
        if not started:
            started.append(actions.start(themes[row["theme"]], author, title=row["title"], **text))
            return
        reply_to = None if post["reply_to"] is None else post["reply_to"] + 1
        actions.reply(started[0], author, reply_to=reply_to, **text)

    return write


def _messages(
    story: dict[str, Any], members: dict[str, Member], themes: dict[str, Theme]
) -> Iterator[Contribution]:
    now = timezone.now()
    for row in story["rooms"]:
        room = Room.objects.beside(themes[row["theme"]])
        for message in row["messages"]:
            at = now - timedelta(days=row["days_ago"]) + timedelta(minutes=message["minutes_after"])
            yield Contribution(at, _writer_of_message(room, row, message, members, at))


def _writer_of_message(
    room: Room,
    row: dict[str, Any],
    message: dict[str, Any],
    members: dict[str, Member],
    at: datetime,
) -> Callable[[], Any]:
    language = message.get("language", row["language"])

    def write() -> None:
        author = members[message["author"]]
        chat.say(
            room,
            author,
            source=message["source"],
            language=language,
            nonce=_nonce(row["title"], row["messages"].index(message)),
            at=at,
        )

    return write


def _nonce(title: str, index: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{title}#{index}")


def _pin_introductions(facilitator: Member) -> None:
    """The topic in which people introduce themselves is the longest one of its theme."""
    topics = Topic.objects.filter(theme__slug="south-south-and-academies").order_by("-post_count")
    facilitation.pin(topics[0], facilitator, pinned=True)
