"""The author of a hidden topic reads why, and what they wrote in it. Nobody else finds it."""

import pytest
from django.test import Client

from accounts import actions as people
from forum.facilitation import actions as facilitation
from forum.notifications.models import Notification
from forum.topics import actions
from forum.topics.models import POSTS_PER_PAGE
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def eva():
    return make.member("eva")


@pytest.fixture
def topic(ana, eva):
    """A hidden topic of ana with two posts of hers, one that she deleted, and a reply of ben."""
    topic = make.topic(
        ana, within=make.theme("care", facilitators=(eva,)), title="Care work", source="My words."
    )
    make.post(topic, make.member("ben"), "Words of ben.")
    make.post(topic, ana, "My reply.")
    actions.delete(make.post(topic, ana, "My regret."), ana)
    run_event_listeners()
    topic = facilitation.hide_topic(topic, eva, why="Advertising")
    run_event_listeners()
    return topic


def reader(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def addresses(topic) -> list[str]:
    number = f"/topics/{topic.pk}/"
    return [number, topic.get_absolute_url(), f"{number}1", f"{number}posts/3/"]


def test_the_author_reads_the_reason_and_their_own_texts(topic, ana):
    answer = reader(ana).get(f"/hidden-topics/{topic.pk}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Care work", "has hidden this topic", "Advertising", "My words.", "My reply."):
        assert words in page
    assert 'href="/themes/care/facilitators/"' in page, "a way to answer"
    assert "Words of ben." not in page and "My regret." not in page
    assert "no-store" in answer["Cache-Control"]
    assert "X-Keep" not in answer, "the service worker must not keep it"


def test_every_address_of_the_topic_leads_its_author_there(topic, ana):
    client = reader(ana)
    for address in addresses(topic):
        assert client.get(address)["Location"] == f"/hidden-topics/{topic.pk}/"


def test_others_get_404_also_those_who_wrote_in_it(topic):
    ben = people.Member.objects.get(handle="ben")
    for client in (Client(), reader(ben), reader(make.member("zoe"))):
        for address in (*addresses(topic), f"/hidden-topics/{topic.pk}/"):
            assert client.get(address).status_code == 404


def test_what_a_facilitator_hid_in_it_is_shown_with_its_own_reason(topic, ana, eva):
    actions.hide(topic.posts.get(number=3), eva, why="Rude words")
    page = reader(ana).get(f"/hidden-topics/{topic.pk}/").content.decode()
    assert "My reply." in page and "Reason: Rude words" in page


def test_facilitators_and_readers_of_a_topic_that_is_shown_again_are_led_to_it(topic, ana, eva):
    address = f"/hidden-topics/{topic.pk}/"
    assert reader(eva).get(address)["Location"] == topic.get_absolute_url()
    topic = facilitation.unhide_topic(topic, eva)
    assert topic.hidden_why == ""
    for client in (reader(ana), Client()):
        assert client.get(address)["Location"] == topic.get_absolute_url()


def test_the_notification_of_the_hiding_leads_there(topic, ana):
    notification = Notification.objects.get(member=ana, kind="hidden")
    client = reader(ana)
    listed = client.get("/notifications/").content.decode()
    assert f'href="/notifications/{notification.pk}/"' in listed and "Advertising" in listed
    assert f'action="/topics/{topic.pk}/follow/"' not in listed, "this button would answer 404"
    opened = client.get(f"/notifications/{notification.pk}/")
    decision = client.get(opened["Location"]).content.decode()
    assert "Advertising" in decision and f'href="/hidden-topics/{topic.pk}/"' in decision


def test_nothing_of_it_is_on_other_pages_of_its_author(topic, ana):
    client = reader(ana)
    for address in (
        *("/", "/themes/care/", "/themes/care/posts/", "/following/", "/search/?q=words"),
        *("/feed.atom", "/themes/care/feed.atom", "/members/ana/", "/members/ana/feed.atom"),
    ):
        page = client.get(address).content.decode()
        assert "Care work" not in page and "My words." not in page, address
    for address in (f"/topics/{topic.pk}/feed.atom", f"/live/topic:{topic.pk}/?since=0"):
        assert client.get(address).status_code == 404, address


def test_the_author_changes_nothing_in_it(topic, ana):
    client = reader(ana)
    for path in ("reply/", "posts/1/edit/", "posts/1/delete/"):
        form = {"source": "New.", "language": "en", "version": "1"}
        assert client.post(f"/topics/{topic.pk}/{path}", form).status_code == 404
    assert topic.posts.get(number=1).source == "My words."


def test_one_page_has_as_many_posts_as_a_page_of_a_topic(ana, eva):
    topic = make.topic(ana, within=make.theme(facilitators=(eva,)))
    for number in range(2, POSTS_PER_PAGE + 2):
        make.post(topic, ana, f"Reply number {number}.")
    facilitation.hide_topic(topic, eva, why="Advertising")
    client, address = reader(ana), f"/hidden-topics/{topic.pk}/"
    first, second = client.get(address), client.get(f"{address}?after={POSTS_PER_PAGE}")
    last_words = f"Reply number {POSTS_PER_PAGE + 1}."
    assert f'href="?after={POSTS_PER_PAGE}"' in first.content.decode()
    assert last_words not in first.content.decode() and last_words in second.content.decode()
    assert client.get(f"{address}?after=x").status_code == 404


def test_the_page_costs_the_same_for_one_post_and_for_twenty(
    ana, eva, django_assert_max_num_queries
):
    topic = make.topic(ana, within=make.theme(facilitators=(eva,)))
    for _reply in range(POSTS_PER_PAGE - 1):
        make.post(topic, ana)
    facilitation.hide_topic(topic, eva, why="Advertising")
    client = reader(ana)
    with django_assert_max_num_queries(9):
        client.get(f"/hidden-topics/{topic.pk}/")


def test_the_reason_is_erased_when_the_author_closes_the_account(topic, ana):
    people.close_account(ana, by=ana)
    run_event_listeners()
    topic.refresh_from_db()
    assert topic.hidden_why == ""
