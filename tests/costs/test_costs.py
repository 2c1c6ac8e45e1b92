"""No request and no event costs more than half a second of CPU, whatever is stored.

The suite takes every URL from the resolver and every event from forum/event_listeners/. Each case
has five tries, with empty caches, because another process can slow a single one down. CI takes a
sample. `make costs` takes everything, and prints the most expensive cases.
"""

import dataclasses
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from collective_brain.event_log import time_shares
from collective_brain.event_log.models import Event
from forum.event_listeners import LISTENERS
from forum.groups.models import Group
from forum.private_notes.models import PrivateNote
from forum.search import indexing
from forum.search.models import Entry, Kind
from tests import factories as make
from tests.costs.worst_content import IS_WHOLE, REPEATED_WORD, TEXTS, WorstSite, write_worst_site
from tests.cpu_speed import cheapest_call
from tests.every_url import all_urls

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.whole_on("sqlite")]
HARD_LIMIT = 0.5
TRIES = 5
MAX_SLICES = 2_000
EVERY_NTH = 1 if IS_WHOLE else 12  # of the addresses; `make costs` takes all

QUERIES = (
    REPEATED_WORD,
    f'"{(REPEATED_WORD + " ") * 140}"',
    f'"{(REPEATED_WORD + " ") * 20}8"',
    " ".join(f"c{vowel}{letter}ations" for vowel in "ae" for letter in "bcdfg"),
    "7 a ab abc c -d cations 協働 e -f",
    "協働" * 70,
)
FORM = {"source": "Text.", "title": "T", "language": "en", "why": "-", "version": "1", "place": "x"}
# Forms that end something, so the others are measured first.
LAST = ("delete", "hide", "close", "move", "logout", "password", "email", "retitle", "2fa")


@pytest.fixture
def site(settings) -> WorstSite:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, ["1000000/minute"])
    return write_worst_site()


class Costs:
    """Measures, and remembers what was too expensive."""

    def __init__(self) -> None:
        self.seconds_by_name: dict[str, float] = {}
        self.too_expensive: list[str] = []

    def measure(self, name: str, function: Callable[[], object], tries: int = TRIES) -> None:
        seconds, allowed = cheapest_call(function, HARD_LIMIT, tries=tries)
        self.seconds_by_name[name] = min(seconds, self.seconds_by_name.get(name, seconds))
        if seconds >= allowed:
            self.too_expensive.append(f"{name}: {seconds:.2f} s, {allowed:.2f} s are allowed")

    def keep(self, other: "Costs") -> None:
        """Remember what `other` has measured."""
        self.seconds_by_name.update(other.seconds_by_name)
        self.too_expensive += other.too_expensive

    def report(self) -> None:
        """Print the most expensive cases."""
        most = sorted(self.seconds_by_name.items(), key=lambda item: -item[1])
        for name, seconds in most[:15]:
            print(f"{seconds:6.3f} s  {name[:110]}")


@pytest.fixture
def costs():
    costs = Costs()
    yield costs
    costs.report()


def addresses(site: WorstSite) -> list[str]:
    """Every address of the resolver, and the queries that make an address read more."""
    topic, room = site.topic, site.room
    page = topic.get_absolute_url()
    quotes = urlencode([("quote", number) for number in range(2, 12)])
    queries = {
        page: ["page=2", "page=16", quotes, "reply_to=2"],
        f"/themes/{site.theme.slug}/": [urlencode({"q": "7"}), "sort=new"],
        f"/live/{topic.stream_name}/": ["since=0", "since=0&first=1&last=4", "since=290"],
        f"/live/{room.stream_name}/": ["since=0", "since=150"],
        f"/rooms/{room.pk}/": ["page=2", "before=200"],
        "/search/suggest/": [urlencode({"q": query}) for query in QUERIES],
        "/compose/members/": [f"q=a&line={topic.stream_name}", "q=7&line=topic:1"],
        "/compose/topics/": ["q=7", urlencode({"q": "7 " * 50})],
        "/compose/similar/": [urlencode({"title": "7 " * 60}), "title=7"],
        "/members/": ["q=7", urlencode({"q": "7 " * 20})],
        f"/topics/{topic.pk}/posts/2/versions/": ["old=1&new=120", "old=119&new=120"],
        "/search/": [
            urlencode({"q": query, "order": order, "within": within})
            for query in QUERIES
            for order in ("", "newest")
            for within in ("", topic.stream_name, room.stream_name)
        ],
    }
    plain = all_urls(site.arguments)
    return [*plain, *(f"{path}?{query}" for path, some in queries.items() for query in some)]


def test_no_page_costs_more_than_half_a_second(site, costs):
    visitor, member = Client(), Client()
    member.force_login(site.member)
    urls = addresses(site)
    assert len(urls) > 150
    for url in urls[::EVERY_NTH]:
        costs.measure(f"GET {url} by a visitor", partial(visitor.get, url))
        costs.measure(f"GET {url} by a member", partial(member.get, url))
        if "/logout/" in url or "/password/" in url:
            member.force_login(site.member)
    assert costs.too_expensive == []


def test_no_form_costs_more_than_half_a_second(site, costs):
    visitor, member = Client(), Client()
    member.force_login(site.member)
    urls = all_urls(site.arguments)
    for url in sorted(urls[::EVERY_NTH], key=lambda url: any(word in url for word in LAST)):
        for who, client in (("a visitor", visitor), ("a member", member)):
            costs.measure(f"POST {url} by {who}", partial(post_form, client, url))
        member.force_login(site.member)
    assert costs.too_expensive == []


def post_form(client: Client, url: str) -> None:
    client.post(url, {**FORM, "nonce": str(uuid.uuid4())})


def test_no_event_keeps_the_worker_for_more_than_half_a_second(site, costs, settings):
    """A long job stops after a slice, so each slice is measured."""
    time_shares.clear()
    for event_class in LISTENERS:
        body = event_body(event_class, site)
        costs.measure(
            f"after the commit of {event_class.__name__}",
            partial(run_after_commit, event_class, body),
        )
        costs.keep(cheapest_run_in_slices(event_class, body))
    assert costs.too_expensive == []


def cheapest_run_in_slices(event_class: type, body: dict[str, Any]) -> Costs:
    """Run the event until no slice is too expensive, at most TRIES times. Returns the last costs.

    A slice has one try in each run, because the next one goes on where it stopped.
    """
    for _try in range(TRIES):
        event = Event.objects.append(event_class.__name__, body, needs_worker=True)
        costs = Costs()
        run_in_slices(event, costs)
        assert event.done_at, f"{event_class.__name__}: {event.error or 'too many slices'}"
        if not costs.too_expensive:
            break
        Entry.objects.update(version=0)  # so the next run builds and writes them again
    return costs


# Rows that the site of the worst content does not have.
ABSENT = {
    *("bookmark_id", "export_id", "appeal_id", "assignee_id", "upload_id", "announcement_id"),
    *("held_id", "word_id"),
}


def event_body(event_class: type, site: WorstSite) -> dict[str, Any]:
    note = PrivateNote.objects.first() or a_private_note(site)
    values = {
        "note_id": note.pk,
        "conversation_id": note.private_conversation_id,
        "added_id": site.other.pk,
        "post_id": site.post.pk,
        "topic_id": site.topic.pk,
        "message_id": site.room.messages.get(number=1).pk,
        "member_id": site.member.pk,
        "theme_id": site.theme.pk,
        "room_id": site.room.pk,
        "invitation_id": 1,
        "report_id": 0,
        "report_ids": [],
        "address_ids": [],
        "group_id": Group.objects.get_or_create(slug="group")[0].pk,
        "minutes": 5,
        "number": 1,
        "changed": [1],
        "planned": False,
        "version": 1,
        "role": "member",
        "state": "ready",
        "revision_id": site.post.revisions.values_list("pk", flat=True)[0],
        "by": site.other.pk,
        "left": site.theme.pk,
        "theme_ids": [site.theme.pk],
        "keys": ["x"],
        "mark": 1,
        "target_id": site.topic.pk,
        "target_mark": 1,
        "ranges": [[1, 1]],
        "first": 1,
        "mail_id": "",
        "why": "-",
        "level": "watching",
    }
    fields = [field.name for field in dataclasses.fields(event_class)]
    absent = {name: 0 for name in fields if name in ABSENT}
    return {name: (values | absent)[name] for name in fields}


def a_private_note(site: WorstSite) -> PrivateNote:
    return make.private_conversation(site.member, site.other).notes.get()


def run_after_commit(event_class: type, body: dict[str, Any]) -> None:
    for listener in LISTENERS[event_class].after_commit:
        listener(event_class(**body))


def run_in_slices(event: Event, costs: Costs) -> None:
    for _slice in range(MAX_SLICES):
        costs.measure(f"slice of {event.name}", event.run_listeners, tries=1)
        if event.done_at or event.error:
            return


def test_no_text_costs_more_than_half_a_second_to_index(site, costs):
    for text in TEXTS.values():
        post = site.topic.posts.filter(source=text).first()
        if post:
            index = partial(indexing.update_entries, Kind.POST, [post.pk])
            costs.measure(f"index {text[:20]!r}", index)
    assert costs.too_expensive == []
