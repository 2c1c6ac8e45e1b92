"""The form for a new topic shows topics with a similar title."""

import uuid

import pytest

from forum.facilitation import actions as facilitation
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db
TITLE = "How to register a workers' cooperative"


@pytest.fixture
def similar(client):
    return lambda title: client.get("/compose/similar/", {"title": title}).json()


def test_visitors_get_topics_that_share_words(similar):
    alike = make.topic(
        title="Registering: how a cooperative was registered in Kenya, to register yours"
    )
    make.topic(title="Local currencies")
    run_event_listeners()
    answer = similar(TITLE)
    assert alike.get_absolute_url() in answer["html"]
    assert answer["html"].count("<li") == 1
    assert answer["said"].startswith("There is 1 topic like yours")


@pytest.mark.parametrize("title", ["", "a", "the of", "zzzz yyyy", "?" * 500])
def test_without_similar_topics_the_answer_is_empty(similar, title):
    make.topic(title=TITLE)
    run_event_listeners()
    assert similar(title) == {"html": "", "said": ""}


def test_a_hidden_topic_is_not_shown(similar):
    chair = make.member()
    topic = make.topic(title=TITLE, within=make.theme(facilitators=(chair,)))
    run_event_listeners()
    assert TITLE.split("'")[0] in similar(TITLE)["html"]
    facilitation.hide_topic(topic, chair, why="-")
    assert similar(TITLE)["html"] == ""


def test_the_refused_form_shows_similar_topics_without_a_script(client):
    theme = make.theme()
    make.topic(title=TITLE)
    run_event_listeners()
    client.force_login(make.member())
    address = f"{theme.get_absolute_url()}start/"
    sentence = "There is 1 topic like yours"
    assert sentence not in client.get(address).content.decode()
    fields = {"title": TITLE, "source": "", "language": "", "nonce": str(uuid.uuid4())}
    assert sentence in client.post(address, fields).content.decode()


def test_payloads_in_titles_are_inert(similar, settings):
    settings.LIMITS = {**settings.LIMITS, "suggest": ["9999/minute"]}
    topic = make.topic(title="Payload cooperative")
    run_event_listeners()
    for payload in PAYLOADS[:: len(PAYLOADS) // 200]:
        topic.set_title(f"Payload {payload}"[:150])
        topic.save()
        assert harmful(f"<ul>{similar('payload cooperative')['html']}</ul>") == [], payload
        assert harmful(f"<ul>{similar(payload)['html'] or '<li>'}</ul>") == [], payload
