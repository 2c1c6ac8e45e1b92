"""Drafts in forms and in the list: without a script, with few queries, and harmless as HTML."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collective_brain.web import rate_limits
from forum.drafts import actions, targets
from forum.drafts.models import Draft
from forum.facilitation import actions as facilitation
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.test_injections import harmful

pytestmark = pytest.mark.django_db

JSON = {"headers": {"accept": "application/json"}}
SAVE, DISCARD, LIST = "/drafts/save/", "/drafts/discard/", "/drafts/"


@pytest.fixture(autouse=True)
def fresh_limits():
    rate_limits.clear_all_counts()


@pytest.fixture
def ana(client):
    member = make.member()
    client.force_login(member)
    return member


def form(place: str, **fields) -> dict[str, str]:
    return {
        "place": place,
        "sequence": "0",
        "source": "Begun",
        "nonce": str(uuid.uuid4()),
        **fields,
    }


def queries_of(client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


class TestForms:
    def test_the_draft_of_a_reply_is_filled_in(self, client, ana):
        topic = make.topic()
        for _ in range(3):
            make.post(topic)
        sent = form(topic.stream_name, reply_to="3", language="fr")
        answer = client.post(SAVE, sent)
        assert answer["Location"] == f"{topic.get_absolute_url()}#reply"
        page = client.get(topic.get_absolute_url())
        shown = page.context["form"]
        assert shown["source"].value() == "Begun" and shown["nonce"].value() == sent["nonce"]
        assert shown["language"].value() == "fr" and "In reply to #3" in page.content.decode()
        assert (
            "Draft saved" in page.content.decode()
            and 'name="sequence" value="1"' in page.content.decode()
        )
        assert (
            client.get(topic.get_absolute_url(), {"reply_to": "2"})
            .context["form"]["reply_to"]
            .value()
            == "2"
        )

    def test_the_draft_of_a_message_that_answers_another_is_filled_in(self, client, ana):
        room = make.room()
        make.message(room)
        client.post(SAVE, form(room.stream_name, reply_to="1"))
        page = client.get(room.get_absolute_url())
        assert (
            page.context["form"]["reply_to"].value() == "1"
            and "In reply to #1" in page.content.decode()
        )

    def test_a_draft_is_visible_to_its_member_only(self, client, ana):
        topic, other = make.topic(), Client()
        client.post(SAVE, form(topic.stream_name))
        other.force_login(make.member())
        for page in (
            other.get(topic.get_absolute_url()),
            Client().get(topic.get_absolute_url()),
            other.get(LIST),
        ):
            assert b"Begun" not in page.content

    def test_a_text_that_was_saved_during_sign_in_wins_over_a_draft(self, client):
        ana, topic, visitor = make.member(), make.topic(), Client()
        client.force_login(ana)
        client.post(SAVE, form(topic.stream_name))
        visitor.post(reverse("topics:reply", args=[topic.pk]), form("", source="Before signing in"))
        visitor.post(
            reverse("account_login"), {"login": ana.email, "password": "solidarity-economy"}
        )
        page = visitor.get(topic.get_absolute_url())
        assert page.context["form"]["source"].value() == "Before signing in"
        assert 'name="sequence" value="0"' in page.content.decode()
        assert "There is an older draft" in page.content.decode()

    def test_a_refused_form_shows_the_sent_text_and_not_the_draft(self, client, ana):
        topic = make.topic()
        client.post(SAVE, form(topic.stream_name))
        page = client.post(
            reverse("topics:reply", args=[topic.pk]), form("", source=" ", sequence="1")
        )
        assert page.status_code == 422 and page.context["form"]["source"].value() == " "

    def test_an_outdated_edit_says_so_and_keeps_its_version(self, client, ana):
        chair = make.member()
        post = make.topic(ana, within=make.theme(facilitators=(chair,))).posts.get()
        address = reverse("topics:edit", args=[post.topic_id, 1])
        place = f"edit:{post.get_absolute_url()}"
        client.post(SAVE, form(place, version="1", nonce="", source="Hello, all."))
        assert b"has been changed since you began" not in client.get(address).content
        topics.edit(post, chair, source="Hello!", language="en", version=1, why="Spelling")
        page = client.get(address)
        assert b"has been changed since you began" in page.content
        fields = page.context["form"].initial
        assert (fields["source"], fields["version"]) == ("Hello, all.", "1")
        assert client.post(address, fields | {"why": ""}).status_code == 422

    def test_the_draft_of_a_closed_topic_is_shown_with_the_reason(self, client, ana):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        client.post(SAVE, form(topic.stream_name))
        facilitation.set_closed(topic, chair, closed=True)
        page = client.get(topic.get_absolute_url()).content.decode()
        assert "This topic is closed." in page and "Begun" in page


class TestCost:
    def test_a_draft_costs_one_query_and_none_where_there_is_none(self, client, ana, capsys):
        topic, elsewhere = make.topic(), make.topic()
        room = make.room(topic)
        before = {
            conversation: len(queries_of(client, conversation.get_absolute_url()))
            for conversation in (topic, room)
        }
        client.post(SAVE, form(elsewhere.stream_name))
        after = {
            conversation: len(queries_of(client, conversation.get_absolute_url()))
            for conversation in (topic, room)
        }
        for conversation in (topic, room):
            client.post(SAVE, form(conversation.stream_name))
        drafts = {
            conversation: len(queries_of(client, conversation.get_absolute_url()))
            for conversation in (topic, room)
        }
        with capsys.disabled():
            print(
                f"\na member's topic and room: {[*before.values()]} queries; "
                f"with a draft {[*drafts.values()]}"
            )
        assert before == after
        assert all(drafts[conversation] == before[conversation] + 1 for conversation in before)
        assert drafts[topic] <= 6

    def test_the_list_costs_the_same_for_many_drafts(self, client, ana):
        theme = make.theme()
        few = [make.topic(ana, within=theme) for _ in range(2)]
        for topic in few:
            for place in (topic.stream_name, f"edit:/topics/{topic.pk}/1"):
                actions.save(
                    ana, targets.find_target(place, ana), sequence=0, source="Begun", version=1
                )
        cost = len(queries_of(client, LIST))
        for topic in [make.topic(ana, within=theme) for _ in range(10)]:
            for place in (topic.stream_name, f"edit:/topics/{topic.pk}/1"):
                actions.save(
                    ana, targets.find_target(place, ana), sequence=0, source="Begun", version=1
                )
        assert len(queries_of(client, LIST)) == cost <= 6


class TestSaving:
    def test_a_script_gets_the_sequence_or_the_newer_draft_as_json(self, client, ana):
        topic = make.topic()
        answer = client.post(SAVE, form(topic.stream_name), **JSON)
        assert answer.status_code == 200 and answer.json()["sequence"] == 1
        stale = client.post(SAVE, form(topic.stream_name, source="Older"), **JSON)
        assert stale.status_code == 409
        conflict = stale.json()
        assert (conflict["sequence"], conflict["closed"]) == (1, False)
        assert conflict["fields"]["source"] == "Begun"
        assert "newer draft" in conflict["refused"]

    def test_without_a_script_both_texts_are_shown_to_choose(self, client, ana):
        topic = make.topic()
        client.post(SAVE, form(topic.stream_name))
        page = client.post(SAVE, form(topic.stream_name, source="Older"))
        assert page.status_code == 409
        assert b"Begun" in page.content and b"Older" in page.content
        client.post(SAVE, page.context["own_fields"])
        assert Draft.objects.get().fields["source"] == "Older"

    def test_a_text_that_was_sent_already_can_be_saved_as_a_new_draft(self, client, ana):
        topic, sent = make.topic(), form("")
        make.post(topic, ana, "Begun", nonce=uuid.UUID(sent["nonce"]))
        page = client.post(SAVE, {**sent, "place": topic.stream_name, "source": "Begun, and more"})
        assert page.status_code == 409
        assert client.post(SAVE, page.context["own_fields"]).status_code == 302
        assert Draft.objects.get().fields["source"] == "Begun, and more"

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"place": "topic:999"}, 404),
            ({"place": ""}, 404),
            ({"source": "a" * 50_001}, 422),
            ({"title": "a" * 151}, 422),
            ({"nonce": "x"}, 422),
            ({"sequence": "-1"}, 422),
            ({"version": "99999"}, 422),
        ],
    )
    def test_input_that_no_form_sends_is_refused(self, client, ana, wrong, status):
        place = make.topic().stream_name
        for how in ({}, JSON):
            answer = client.post(SAVE, form(place) | wrong, **how)
            assert answer.status_code == status
            assert answer.get("Content-Type", "").startswith("application/json") is bool(how)
        assert not Draft.objects.exists()

    def test_too_many_saves_are_refused_and_the_text_is_shown(self, client, ana, settings):
        settings.LIMITS = {**settings.LIMITS, "draft": ["1/minute"]}
        place = make.topic().stream_name
        client.post(SAVE, form(place))
        answer = client.post(SAVE, form(place, sequence="1"), **JSON)
        assert answer.status_code == 429 and answer.json()["wait"] > 0
        page = client.post(SAVE, form(place, sequence="1", source="By hand"))
        assert page.status_code == 429 and b"By hand" in page.content

    def test_a_visitor_signs_in_first_and_the_form_keeps_the_text(self, client):
        topic = make.topic()
        answer = client.post(SAVE, form(topic.stream_name))
        assert answer["Location"].startswith("/accounts/login/")
        assert client.get(topic.get_absolute_url()).context["form"]["source"].value() == "Begun"
        assert client.get(LIST)["Location"].startswith("/accounts/login/")
        assert client.post(DISCARD, form(topic.stream_name))["Location"].startswith(
            "/accounts/login/"
        )
        assert not Draft.objects.exists()

    def test_a_save_after_the_sign_out_shows_its_text_to_nobody(self, client, ana):
        topic = make.topic()
        client.logout()
        assert client.post(SAVE, form(topic.stream_name, source="Mine."), **JSON).status_code == 401
        client.force_login(make.member())
        page = client.get(topic.get_absolute_url())
        assert not page.context["form"]["source"].value() and "Mine." not in page.content.decode()

    def test_a_form_address_that_is_opened_as_a_page_redirects_to_the_list(self, client, ana):
        assert client.get(SAVE)["Location"] == client.get(DISCARD)["Location"] == LIST


class TestList:
    def test_the_list_shows_title_text_and_link_of_a_draft(self, client, ana):
        topic = make.topic(title="Seeds & soil")
        client.post(SAVE, form(topic.stream_name, source="We *keep*  ours\n\nin clay."))
        page = client.get(LIST).content.decode()
        assert "Seeds &amp; soil" in page and f'href="{topic.get_absolute_url()}#reply"' in page
        assert "We *keep* ours in clay." in page and "Reply" in page
        client.post(DISCARD, {"place": topic.stream_name, "sequence": "1"})
        assert "You have no drafts" in client.get(LIST).content.decode()

    def test_a_draft_of_a_hidden_topic_can_be_copied_and_discarded(self, client, ana):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)), title="Out of sight")
        client.post(SAVE, form(topic.stream_name, source="My own words"))
        facilitation.hide_topic(topic, chair, why="Advertising")
        page = client.get(LIST).content.decode()
        assert "Out of sight" not in page
        assert "My own words</textarea>" in page and "no longer exists" in page
        client.post(DISCARD, {"place": topic.stream_name, "sequence": "1"})
        assert not Draft.objects.open_of(ana).exists()

    def test_a_member_cannot_discard_the_draft_of_another(self, client, ana):
        topic, other = make.topic(), Client()
        client.post(SAVE, form(topic.stream_name))
        other.force_login(make.member())
        other.post(DISCARD, {"place": topic.stream_name, "sequence": "1"})
        assert Draft.objects.open_of(ana).exists()

    def test_the_form_discards_its_draft_and_is_shown_again(self, client, ana):
        topic = make.topic()
        client.post(SAVE, form(topic.stream_name))
        answer = client.post(DISCARD, {"place": topic.stream_name, "sequence": "1", "back": "form"})
        assert answer["Location"] == f"{topic.get_absolute_url()}#reply"
        page = client.get(topic.get_absolute_url()).content.decode()
        assert "Begun" not in page and "The draft has been discarded." in page


def test_script_injections_in_drafts_are_harmless(client, ana, sample):
    lines = (
        (Path(site.BASE_DIR) / "tests/data/xss/payloads.txt")
        .read_text(errors="replace")
        .splitlines()
    )
    payloads = [line for line in lines if line.strip()]
    theme = make.theme()
    place = f"start:{theme.pk}"
    address = reverse("topics:start", args=[theme.slug])
    draft = actions.save(ana, targets.find_target(place, ana), sequence=0, source="First")
    gone = Draft.objects.create(member=ana, place="topic:999", closed=False, sequence=1)
    size = 200
    for start in range(0, len(payloads), size):
        text = "\n".join(payloads[start : start + size])
        fields = {"source": text[:50_000], "title": text[:150], "language": "en"}
        Draft.objects.filter(pk__in=[draft.pk, gone.pk]).update(fields=fields)
        for page in (client.get(LIST), client.get(address), client.post(SAVE, form(place))):
            assert harmful(page.content.decode()) == []
    for payload in sample(payloads[::10], 4):  # each as the first words of a row
        Draft.objects.filter(pk=draft.pk).update(fields={"source": payload, "title": payload[:150]})
        assert harmful(client.get(LIST).content.decode()) == [], payload
    assert client.post(SAVE, form(place), **JSON)["Content-Type"] == "application/json"


def test_the_quotation_of_a_link_comes_after_the_draft(client):
    ana = make.member()
    topic = make.topic(make.member("ben"), source="Ben's words.")
    actions.save(ana, targets.find_target(topic.stream_name, ana), sequence=0, source="Begun.")
    client.force_login(ana)
    page = client.get(topic.get_absolute_url(), {"quote": 1}).content.decode()
    assert f"Begun.\n\n&gt; [@ben](/topics/{topic.pk}/1)\n&gt;\n&gt; Ben&#x27;s words." in page
