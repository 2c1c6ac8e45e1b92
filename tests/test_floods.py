"""A flood of forms: whatever its address, it ends with 429, keeps the text, and stores little.

The addresses come from the URL resolver, so a new one is covered without a list.
"""

import gc
import html
import itertools
import logging
import re
import tracemalloc
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from collective_brain.web import rate_limits
from forum.budgets.models import DailyUse, size_in_bytes
from tests import factories as make

TEXT = "A paragraph that took a long time to write.\n\n" * 1000  # 45,000 characters
VALUES = {"slug": "care", "handle": "author", "name": "topic", "stream": "topic:1"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The route of every URL of the site."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def path_of(route: str) -> str:
    """An address that the route matches: numbers are 1, slugs are those of the scene."""
    path = re.sub(r"<int:\w+>", "1", route)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VALUES.get(match[1], "care"), path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)|\\Z|[\^$]|\(|\)|\?", "", path)
    return f"/{path}"


PATHS = sorted({path_of(route) for route in routes(get_resolver())})


@pytest.fixture
def scene():
    """A topic and a room with the number 1, and their author."""
    author = make.member("author")
    topic = make.topic(author, within=make.theme("care"), title="Care")
    make.message(make.room(topic), author)
    return author


@pytest.fixture
def member(scene) -> Client:
    client = Client()
    client.force_login(scene)
    return client


def form(text: str = TEXT) -> dict[str, str]:
    return {
        "nonce": str(uuid.uuid4()),
        "source": text,
        "title": "A long title",
        "bio": text[:300],
        "why": "A reason",
        "language": "fr",
        "level": "watching",
        "version": "1",
        "place": "topic:1",
        "sequence": "0",
        "line": "topic:1",
        "number": "1",
        "name": "Author",
        "next": "/",
    }


def fields_to_send_again(page: str) -> dict[str, str]:
    shown = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in shown}


def paths_with_senders() -> list[Any]:
    """Each address with one of both senders; a normal run takes every second address."""
    pairs = itertools.product(PATHS, ["member", "visitor"])
    return [
        pytest.param(*pair, marks=[pytest.mark.whole] if number % 8 not in (0, 5) else [])
        for number, pair in enumerate(pairs)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "sender"), paths_with_senders())
def test_every_address_ends_with_429_and_keeps_the_text(path, sender, member, settings):
    settings.LIMITS = settings.LIMITS | {"request": ["2/hour"], "visitor_request": ["2/hour"]}
    client = member if sender == "member" else Client()
    fields = form("Two <words>\nand more.")
    # A page that signs out makes a visitor of the member, who has another budget.
    answers = [client.post(path, fields) for _ in range(5)]
    assert {answer.status_code for answer in answers[:1]} != {429}
    page = answers[-1]
    assert page.status_code == 429, path
    assert 3500 < int(page["Retry-After"]) <= 3600
    assert "Two &lt;words&gt;\nand more.</textarea>" in page.content.decode()
    again = {name: value.replace("\r\n", "\n") for name, value in fields.items()}
    assert again.items() <= fields_to_send_again(page.content.decode()).items()
    script = client.post(path, fields, headers={"accept": "application/json"})
    assert script.status_code == 429 and script.json()["wait"] == int(script["Retry-After"])


def test_the_list_of_addresses_is_that_of_the_site():
    assert len(PATHS) > 100
    assert {"/topics/1/reply/", "/rooms/1/say/", "/language/", "/accounts/login/"} <= set(PATHS)


@pytest.mark.django_db
def test_a_member_has_one_budget_for_all_addresses(member):
    statuses = []
    for path in [path for path in PATHS if "logout" not in path and "close" not in path]:
        statuses.append(member.post(path, form("Short.")).status_code)
    assert len(statuses) > 140
    assert [status for status in statuses[:120] if status == 429] == []
    assert set(statuses[120:]) == {429}


@pytest.mark.django_db
def test_a_room_of_300_people_behind_one_address_signs_in(client):
    """Each visitor needs a few forms; what follows counts for the member."""
    statuses = {client.post("/language/", {"language": "fr"}).status_code for _ in range(900)}
    assert statuses == {302}


def stored_bytes() -> int:
    """The bytes in all text columns of all tables."""
    total = 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | JSONField):
                values = model._default_manager.values_list(field.attname, flat=True)
                total += sum(size_in_bytes(str(value)) for value in values if value)
    return total


def test_a_flood_of_long_texts_by_one_member_stores_no_more_than_the_budget(database, settings):
    free = ["request", "post", "message", "edit", "draft"]
    settings.LIMITS = settings.LIMITS | dict.fromkeys(free, ["100000/minute"])
    settings.STORED_BYTES_A_DAY = 400_000
    author = make.member("author")
    topic = make.topic(author, within=make.theme("care"), title="Care")
    room = make.room(topic)
    make.message(room, author)
    member = Client()
    member.force_login(author)
    topic_path, room_path = f"/topics/{topic.pk}/", f"/rooms/{room.pk}/"
    before = stored_bytes()
    for number in range(1, 6):
        text = f"{number} {TEXT}"
        for path, fields in (
            (f"{topic_path}reply/", form(text)),
            (f"{topic_path}posts/1/edit/", form(text) | {"version": str(number)}),
            ("/themes/care/start/", form(text)),
            (f"{room_path}say/", form(text[:3900])),
            (f"{room_path}1/edit/", form(text[:3900]) | {"version": str(number)}),
            ("/drafts/save/", form(text) | {"place": "start:1", "sequence": str(number - 1)}),
        ):
            answer = member.post(path, fields)
            assert answer.status_code in (302, 404, 409, 422), (path, answer.status_code)
    answer = member.post(f"{topic_path}reply/", form(text))
    assert answer.status_code == 422
    assert "send it again tomorrow" in answer.content.decode()
    assert "A paragraph that took a long time to write." in answer.content.decode()
    grown = stored_bytes() - before
    print(f"\n31 requests with {16 * len(TEXT) / 1e6:.1f} MB of text stored {grown / 1e6:.2f} MB")
    assert 250_000 < DailyUse.objects.get(member=author).stored_bytes <= 400_000
    assert grown < 600_000


@pytest.mark.django_db
@pytest.mark.parametrize("sender", ["member", "visitor"])
def test_a_flood_of_refused_requests_takes_no_memory(sender, member, settings, caplog):
    caplog.set_level(logging.CRITICAL, logger="django.request")  # pytest keeps each request
    settings.LIMITS = settings.LIMITS | {"request": ["2/hour"], "visitor_request": ["2/hour"]}
    client = member if sender == "member" else Client()
    for _ in range(4):  # what is loaded once
        client.post("/topics/1/reply/", form())
    gc.collect()
    tracemalloc.start()
    statuses = {client.post("/topics/1/reply/", form()).status_code for _ in range(100)}
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert statuses == {429}
    assert memory < 1_000_000


@pytest.mark.django_db
def test_a_flood_of_pages_begins_no_more_sessions_than_the_budget_of_an_address_allows(settings):
    """A page that begins a session stores a row for each visitor without a cookie."""
    settings.LIMITS = settings.LIMITS | {"visitor_request": ["3/minute"]}
    rate_limits.clear_all_counts()
    for path in PATHS:
        for _ in range(5):
            Client().get(path, headers={"Accept": "application/json"})
    assert Session.objects.count() == 3
    challenge = Client().get(
        "/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}
    )
    assert (challenge.status_code, challenge.json()["wait"] > 0) == (429, True)
    assert not challenge.cookies.get("sessionid")
