"""Pages of topics: what they cost, what they show, and that a refused text comes back."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collective_brain.web import rate_limits
from forum import markup
from forum.facilitation import actions as facilitation
from forum.topics import actions
from forum.topics.models import POSTS_PER_PAGE, Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    rate_limits.clear_all_counts()


def queries_of(client, address: str) -> int:
    client.get(address)  # what is cached for all requests is cached now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def long_topic(posts: int) -> Topic:
    """Store a topic with this many posts in bulk, because only their numbers matter here."""
    topic, ana = make.topic(), make.member()
    now, first = timezone.now(), topic.posts.get()
    Post.objects.bulk_create(
        (
            Post(
                topic=topic,
                author=ana,
                number=number,
                changed=number,
                nonce=uuid.uuid4(),
                source="Text.",
                html=first.html,
                markup_version=markup.VERSION,
                language="en",
                created_at=now,
            )
            for number in range(2, posts + 1)
        ),
        batch_size=2000,
    )
    topic.last_number = topic.last_mark = topic.post_count = posts
    topic.save()
    return topic


class TestCost:
    def test_a_topic_page_costs_a_visitor_few_queries_however_long_the_topic(self, client, capsys):
        short, long = long_topic(20), long_topic(20_000)
        costs = [queries_of(client, topic.page_url(topic.last_page)) for topic in (short, long)]
        with capsys.disabled():
            print(f"\nqueries of a visitor's topic page, 20 and 20,000 posts: {costs}")
        assert costs[0] == costs[1] <= 6

    def test_so_does_a_theme_page(self, client, capsys):
        theme = make.theme()
        for _ in range(3):
            make.topic(within=theme)
        few = queries_of(client, theme.get_absolute_url())
        for _ in range(40):
            make.topic(within=theme)
        many = queries_of(client, theme.get_absolute_url())
        with capsys.disabled():
            print(f"\nqueries of a visitor's theme page, 3 and 43 topics: {few}, {many}")
        assert few == many <= 5

    def test_reading_never_makes_html(self, client, monkeypatch):
        topic = make.topic()
        monkeypatch.setattr("forum.markup.parsed_text.parse", None)
        assert client.get(topic.get_absolute_url()).status_code == 200


class TestTheme:
    def test_pinned_first_then_by_last_post(self, client):
        chair = make.member()
        theme = make.theme(facilitators=(chair,))
        old, new, pinned = (
            make.topic(within=theme, title=title) for title in ("Old", "New", "Pinned")
        )
        make.post(new)
        make.post(old)
        facilitation.set_pinned(pinned, chair, pinned=True)
        rows = client.get(theme.get_absolute_url()).context["topics"]
        assert [topic.title for topic in rows] == ["Pinned", "Old", "New"]

    def test_the_pages_are_linked_and_lose_no_topic(self, client):
        theme, address, seen = make.theme(), None, []
        now = timezone.now()
        for number in range(65):
            make.topic(
                within=theme, at=now - timedelta(minutes=number // 3)
            )  # several in the same minute
        address = theme.get_absolute_url()
        while address:
            page = client.get(address)
            seen += [topic.pk for topic in page.context["topics"]]
            address = page.context["next"] and theme.get_absolute_url() + page.context["next"]
        assert len(seen) == len(set(seen)) == 65

    def test_filters_by_language_and_community_are_links(self, client):
        theme = make.theme()
        client.force_login(make.member(languages=["fr"]))
        make.topic(make.member(community="academic"), within=theme, language="fr", title="Un")
        make.topic(within=theme, title="Two")
        shown = client.get(theme.get_absolute_url(), {"languages": "mine"}).context["topics"]
        assert [topic.title for topic in shown] == ["Un"]
        shown = client.get(theme.get_absolute_url(), {"community": "practitioner"}).context[
            "topics"
        ]
        assert [topic.title for topic in shown] == ["Two"]

    @pytest.mark.parametrize("key", ["x", "1.2", "9.9.9.9", "1.-1.1", "1.99999999999999999999.1"])
    def test_a_key_that_is_none_is_not_found(self, client, key):
        assert client.get(make.theme().get_absolute_url(), {"after": key}).status_code in (200, 404)

    def test_the_newest_posts_of_a_theme(self, client):
        topic = make.topic()
        post = make.post(topic, source="The newest.")
        actions.delete(make.post(topic, post.author, source="Gone."), post.author)
        page = client.get(reverse("topics:latest", args=[topic.theme.slug])).content.decode()
        assert "The newest." in page and "Gone." not in page


class TestTopic:
    def test_a_number_leads_to_its_place_and_past_the_end_to_the_last(self, client):
        topic = long_topic(45)
        places = {
            n: client.get(f"/topics/{topic.pk}/{topic.slug}/{n}")["Location"]
            for n in (1, POSTS_PER_PAGE + 1, 45, 999, 0)
        }
        base = topic.get_absolute_url()
        assert places == {
            1: f"{base}#post-1",
            POSTS_PER_PAGE + 1: f"{base}?page=2#post-21",
            45: f"{base}?page=3#post-45",
            999: f"{base}?page=3#post-45",
            0: f"{base}#post-1",
        }

    def test_an_old_title_leads_to_the_new_one(self, client):
        topic = make.topic(title="Old name")
        facilitation.retitle(topic, make.member(is_staff=True), title="New name")
        assert (
            client.get(f"/topics/{topic.pk}/old-name/")["Location"]
            == f"/topics/{topic.pk}/new-name/"
        )

    def test_a_tombstone_shows_no_word_of_its_post(self, client):
        topic, ana = make.topic(), make.member()
        actions.delete(make.post(topic, ana, "Nobody reads this."), ana)
        assert "Nobody reads this." not in client.get(topic.get_absolute_url()).content.decode()

    def test_facilitators_read_what_is_hidden_on_its_own_page(self, client):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        post = actions.hide(make.post(topic, source="Buy this."), chair, why="Advertising")
        assert "Buy this." not in client.get(post.own_page_url).content.decode()
        client.force_login(chair)
        assert "Buy this." in client.get(post.own_page_url).content.decode()

    def test_only_others_are_offered_to_report_a_post(self, client):
        post = make.topic(make.member("ana")).posts.get()
        report_url = f'href="{post.own_page_url}report/"'
        for reader, is_offered in ((post.author, False), (make.member(), True)):
            client.force_login(reader)
            assert (report_url in client.get(post.own_page_url).content.decode()) == is_offered

    def test_who_may_not_edit_does_not_see_the_source(self, client):
        post = make.topic(source="The *source*.").posts.get()
        client.force_login(make.member())
        answer = client.get(reverse("topics:edit", args=[post.topic_id, 1]))
        assert answer.status_code == 403 and b"*source*" not in answer.content

    def test_an_edit_sent_after_the_session_ended_waits_for_its_author(self, client):
        topic = make.topic()
        address = reverse("topics:edit", args=[topic.pk, 1])
        led = client.post(address, {"source": "An hour's work.", "language": "en", "version": 1})
        assert led.status_code == 302
        client.force_login(topic.author)
        assert client.get(address).context["form"]["source"].value() == "An hour's work."


class TestRefusals:
    def send(self, client, topic, **fields):
        return client.post(
            reverse("topics:reply", args=[topic.pk]), {"nonce": uuid.uuid4(), **fields}
        )

    def test_one_lands_on_what_one_wrote(self, client):
        topic = make.topic()
        for _ in range(18):
            make.post(topic)
        client.force_login(make.member())
        for number, page in ((20, ""), (21, "?page=2")):
            nonce = uuid.uuid4()
            for _again in range(2):
                assert self.send(client, topic, source=f"Number {number}", nonce=nonce)[
                    "Location"
                ] == (f"{topic.get_absolute_url()}{page}#post-{number}")

    def test_a_refused_text_comes_back_with_a_fresh_nonce(self, client):
        topic, nonce = make.topic(), uuid.uuid4()
        client.force_login(make.member())
        long = "word " * 10_001
        answer = self.send(client, topic, source=long, nonce=nonce)
        assert answer.status_code == 422
        assert answer.context["form"]["source"].value() == long

    def test_back_and_another_text_is_refused_and_kept(self, client):
        topic, nonce = make.topic(), uuid.uuid4()
        client.force_login(make.member())
        assert self.send(client, topic, source="One.", nonce=nonce).status_code == 302
        answer = self.send(client, topic, source="Two.", nonce=nonce)
        form = answer.context["form"]
        assert (answer.status_code, form["source"].value()) == (422, "Two.")
        assert form["nonce"].value() != str(nonce)
        assert topic.posts.count() == 2

    def test_the_seventh_post_in_a_minute_waits_and_keeps_its_text(self, client):
        topic = make.topic()
        client.force_login(make.member())
        for number in range(6):
            assert self.send(client, topic, source=f"Post {number}").status_code == 302
        answer = self.send(client, topic, source="The seventh.")
        assert answer.status_code == 429
        page = answer.content.decode()
        assert "The seventh." in page and re.search("Wait [0-9]+ (second|minute)", page)

    def test_a_repeat_is_not_counted(self, client):
        topic, nonce = make.topic(), uuid.uuid4()
        client.force_login(make.member())
        answers = [
            self.send(client, topic, source="Once.", nonce=nonce).status_code for _ in range(12)
        ]
        assert set(answers) == {302} and topic.posts.count() == 2

    def test_a_script_gets_the_sentence(self, client):
        client.force_login(make.member())
        address = reverse("topics:reply", args=[make.topic().pk])
        answer = client.post(
            address, {"nonce": uuid.uuid4(), "source": " "}, headers={"Accept": "application/json"}
        )
        assert (
            answer.status_code == 422
            and answer.json()["refused"]
            and uuid.UUID(answer.json()["nonce"])
        )

    def test_the_address_of_a_refused_reply_opened_again_leads_to_the_form(self, client):
        topic = make.topic()
        answer = client.get(reverse("topics:reply", args=[topic.pk]))
        assert answer.url == f"{topic.get_absolute_url()}#reply"

    def test_a_preview_links_mentions_as_the_post_will(self, client):
        make.member("ana.b")
        html = client.post(reverse("topics:preview"), {"source": "Ask @ana.b."}).json()["html"]
        assert '<a class="mention" href="/members/ana.b/">@ana.b</a>.' in html


def test_an_old_title_leads_on_with_what_was_asked_for(client):
    topic = make.topic(title="New")
    answer = client.get(f"/topics/{topic.pk}/old/", {"reply_to": "1"})
    assert answer["Location"] == f"{topic.get_absolute_url()}?reply_to=1"


@pytest.mark.parametrize("key", ["1." + "9" * 23 + ".1", "1.1." + "9" * 30, "0.-1.1", "0.\u0661.1"])
def test_a_theme_page_after_an_impossible_row_does_not_exist(client, key):
    theme = make.theme()
    assert client.get(theme.get_absolute_url(), {"after": key}).status_code == 404


def test_the_number_of_a_topic_leads_to_its_page(client):
    topic = make.topic(title="Care")
    response = client.get(f"/topics/{topic.pk}/")
    assert (response.status_code, response["Location"]) == (302, topic.get_absolute_url())
    assert client.get(f"/topics/{topic.pk + 1}/").status_code == 404
