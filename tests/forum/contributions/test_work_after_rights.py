"""No text is parsed for somebody who may not write it, or for a form that was already sent."""

import uuid
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from collective_brain.errors import Refused
from forum.chat import actions as chat
from forum.markup import parsers
from forum.topics import actions as topics
from tests import factories as make
from tests.cpu_speed import assert_cheap, cpu_seconds

pytestmark = pytest.mark.django_db

HEAVY = "@_\n" * 16_666  # 0.8 s of CPU to parse
LATER = timezone.now() + timezone.timedelta(days=7)


def refused(call, sentence: str) -> Callable[[], None]:
    """A function that calls `call` and expects Refused with this sentence."""

    def call_and_check() -> None:
        with pytest.raises(Refused, match=sentence):
            call()

    return call_and_check


def test_the_heavy_text_is_heavy():
    topic, nonce = make.topic(), uuid.uuid4()
    writer = make.member()
    reply = partial(topics.reply, topic, writer, source=HEAVY, nonce=nonce)
    assert cpu_seconds(refused(reply, "too much formatting")) > 0.1


@pytest.mark.parametrize("name", ["edit a post", "edit a message", "reply", "start", "say"])
def test_a_silenced_member_costs_no_parsing(name):
    silenced, topic = make.member(silenced_until=LATER), make.topic()
    room = make.room(topic)
    message = make.message(room)
    nonce = uuid.uuid4()
    calls = {
        "edit a post": lambda: topics.edit(topic.posts.get(), silenced, source=HEAVY, version=1),
        "edit a message": lambda: chat.edit(message, silenced, source=HEAVY[:3900], version=1),
        "reply": lambda: topics.reply(topic, silenced, source=HEAVY, nonce=nonce),
        "start": lambda: topics.start_topic(
            topic.theme, silenced, title="T", source=HEAVY, nonce=nonce
        ),
        "say": lambda: chat.say(room, silenced, source=HEAVY[:3900], nonce=nonce),
    }
    assert_cheap(refused(calls[name], "read but not write"), 0.03)


def test_another_text_under_a_used_nonce_costs_no_parsing():
    ana, topic, nonce = make.member(), make.topic(), uuid.uuid4()
    topics.reply(topic, ana, source="One.", nonce=nonce)
    reply = partial(topics.reply, topic, ana, source=HEAVY, nonce=nonce)
    assert_cheap(refused(reply, "already been sent"), 0.03)


def test_a_refused_text_counts_each_time_under_one_nonce(client):
    """Only the repetition of a stored text is free."""
    client.force_login(make.member())
    topic = make.topic()
    topic.closed_at = timezone.now()
    topic.save()
    fields = {"source": "A text.", "nonce": str(uuid.uuid4())}
    answers = [client.post(f"/topics/{topic.pk}/reply/", fields).status_code for _ in range(8)]
    assert answers == [422] * 6 + [429] * 2


@pytest.mark.parametrize("kind", ["post", "message"])
def test_the_21st_edit_in_a_minute_waits_and_keeps_its_text(kind):
    ana, topic = make.member(), make.topic()
    contribution = make.post(topic, ana) if kind == "post" else make.message(make.room(), ana)
    path = f"{contribution.own_page_url}edit/"
    client = Client()
    client.force_login(ana)
    for number in range(1, 21):
        fields = {"source": f"Text {number}", "version": number, "language": "en"}
        assert client.post(path, fields).status_code == 302
    fields = {"source": "The last <text>", "version": 21, "language": "en"}
    page = client.post(path, fields)
    assert page.status_code == 429 and "The last &lt;text&gt;" in page.content.decode()
    script = client.post(path, fields, headers={"accept": "application/json"})
    assert script.status_code == 429 and script.json()["wait"] > 0
    contribution.refresh_from_db()
    assert contribution.source == "Text 20"


QUOTING = "> [@ana](/topics/1/1)\n>\n> We bake.\n\nYes, @ana."


@pytest.mark.parametrize("action", ["reply", "edit", "start"])
def test_a_text_is_parsed_once_and_not_while_the_lock_is_held(monkeypatch, action):
    """On SQLite, the transaction has the write lock of the whole site."""
    topic, writer, depths = make.topic(), make.member(), []
    outside = len(connection.savepoint_ids)
    parse = parsers.POST_PARSER.parse

    def record_depth(*args):
        depths.append(len(connection.savepoint_ids))
        return parse(*args)

    monkeypatch.setattr(parsers.POST_PARSER, "parse", record_depth)
    calls = {
        "reply": lambda: topics.reply(topic, writer, source=QUOTING, nonce=uuid.uuid4()),
        "edit": lambda: topics.edit(make.post(topic, writer), writer, source=QUOTING, version=1),
        "start": lambda: topics.start_topic(
            topic.theme, writer, title="T", source=QUOTING, nonce=uuid.uuid4()
        ),
    }
    calls[action]()
    assert depths == [outside] * (2 if action == "edit" else 1)
