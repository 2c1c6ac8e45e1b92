"""Create the demonstration community through the site's own actions.

The `notes` in forum/demo.json explain the file. The name of every account says "demo".
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Member
from collective_brain.event_log.models import Event
from forum import demo_features
from forum.chat import actions as chat
from forum.chat.models import Room
from forum.facilitation import actions as facilitation
from forum.search import indexing
from forum.themes.models import Theme
from forum.topics import actions
from forum.topics.models import Topic
from forum.trust.computing import compute_levels

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
    """A post or a message to write, and its time."""

    at: datetime
    write: Callable[[], Any]


def create_demo(*, password: str | None, report_progress: Callable[[int, int], None]) -> None:
    """Create the demonstration community. Nobody can sign in if `password` is None.

    A repetition after an interruption adds only what is missing, because the nonce of each text
    is always the same.
    report_progress: called with the number of written contributions and the number of all.
    """
    story = json.loads(DATA.read_text())
    password_hash = make_password(password)  # only once, because a hash takes a third of a second
    members = {row["handle"]: _get_or_create_member(row, password_hash) for row in story["members"]}
    themes = Theme.objects.in_bulk(field_name="slug")
    for slug, usernames in story["facilitators"].items():
        themes[slug].facilitators.add(*(members[username] for username in usernames))
    Theme.objects.store_facilitators_for_display()
    _write_contributions(
        [*_posts(story, members, themes), *_messages(story, members, themes)], report_progress
    )
    _pin_introductions(members["demo.thandi"])
    administrator = _get_or_create_member(
        ADMINISTRATOR, password_hash, is_staff=True, is_superuser=True
    )
    by_name = {handle.removeprefix("demo."): member for handle, member in members.items()}
    demo_features.show_features(by_name, administrator)
    _run_listeners()
    compute_levels([*(member.pk for member in members.values()), administrator.pk])


def demo_exists() -> bool:
    return demo_features.are_shown()


def _get_or_create_member(row: dict[str, Any], password_hash: str, **rights: bool) -> Member:
    if member := Member.objects.with_handle(row["handle"]).first():
        return member
    names = ("handle", "name", "community", "organisation", "country", "languages", "bio")
    joined_at = timezone.now() - timedelta(days=150)
    member = Member.objects.create_user(
        f"{row['handle'].removeprefix('demo.')}@{DOMAIN}",
        None,
        **{name: row[name] for name in names},
        side=row["side"] or "",
        is_demo=True,
        email_confirmed_at=joined_at,
        joined_at=joined_at,
        **rights,
    )
    member.password = password_hash
    member.save(update_fields=["password"])
    return member


def _write_contributions(
    contributions: list[Contribution], report_progress: Callable[[int, int], None]
) -> None:
    """Write in the order of time, because queries find the newest rows by the order of keys."""
    in_order = sorted(contributions, key=lambda contribution: contribution.at)
    for count, contribution in enumerate(in_order, start=1):
        contribution.write()
        report_progress(count, len(in_order))


def _run_listeners() -> None:
    """Run the worker's listeners now, so that the first page shows the right counts."""
    while events := list(Event.objects.unfinished().filter(attempts=0).order_by("pk")):
        for event in events:  # a long job needs several runs
            event.run_listeners()
    while indexing.add_missing_entries():  # The demonstration members had no sign-up event.
        pass


class _TopicWriter:
    """Writes the posts of one topic. The first post starts the topic."""

    def __init__(
        self, row: dict[str, Any], members: dict[str, Member], themes: dict[str, Theme]
    ) -> None:
        self.row = row
        self.members = members
        self.theme = themes[row["theme"]]
        self.topic: Topic | None = None

    def write_post(self, index: int, at: datetime) -> None:
        post = self.row["posts"][index]
        author = self.members[post["author"]]
        text = {
            "source": post["source"],
            "language": post.get("language", self.row["language"]),
            "nonce": _nonce(self.row["title"], index),
            "at": at,
        }
        if self.topic is None:
            self.topic = actions.start_topic(self.theme, author, title=self.row["title"], **text)
            return
        # The file counts posts from 0, and the site from 1.
        reply_to = None if post["reply_to"] is None else post["reply_to"] + 1
        actions.reply(self.topic, author, reply_to=reply_to, **text)


def _posts(
    story: dict[str, Any], members: dict[str, Member], themes: dict[str, Theme]
) -> Iterator[Contribution]:
    now = timezone.now()
    for row in story["topics"]:
        writer = _TopicWriter(row, members, themes)
        for index, post in enumerate(row["posts"]):
            at = now - timedelta(days=row["days_ago"]) + timedelta(days=post["days_after"])
            yield Contribution(at, partial(writer.write_post, index, at))


def _messages(
    story: dict[str, Any], members: dict[str, Member], themes: dict[str, Theme]
) -> Iterator[Contribution]:
    now = timezone.now()
    for row in story["rooms"]:
        room = Room.objects.get_or_create_for(themes[row["theme"]])
        for index, message in enumerate(row["messages"]):
            at = now - timedelta(days=row["days_ago"]) + timedelta(minutes=message["minutes_after"])
            write = partial(_write_message, room, row, index, members[message["author"]], at)
            yield Contribution(at, write)


def _write_message(
    room: Room, row: dict[str, Any], index: int, author: Member, at: datetime
) -> None:
    message = row["messages"][index]
    chat.say(
        room,
        author,
        source=message["source"],
        language=message.get("language", row["language"]),
        nonce=_nonce(row["title"], index),
        at=at,
    )


def _nonce(title: str, index: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{title}#{index}")


def _pin_introductions(facilitator: Member) -> None:
    """Pin the topic in which people introduce themselves. It is the longest one of its theme."""
    topics = Topic.objects.filter(theme__slug="south-south-and-academies").order_by("-post_count")
    facilitation.set_pinned(topics[0], facilitator, pinned=True)
