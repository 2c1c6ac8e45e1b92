"""Authors restore what they deleted, for a day: by a button in place, and on a page."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from accounts.administration import actions as administration
from bench.listeners import run_to_end
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.notifications import listeners
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.events import PostDeleted, PostPublished, PostRestored
from tests import factories as make

pytestmark = pytest.mark.django_db


class Place(NamedTuple):
    actions: Any
    item: Any
    author: Any
    facilitator: Any


@pytest.fixture(params=["post", "message"])
def place(request) -> Place:
    author, facilitator = make.member("ana"), make.member("eva")
    topic = make.topic(within=make.theme("care", facilitators=(facilitator,)))
    if request.param == "post":
        return Place(topics, make.post(topic, author, "My words."), author, facilitator)
    message = make.message(make.room(topic), author, "My words.")
    return Place(chat, message, author, facilitator)


def fresh(item: Any) -> Any:
    return type(item).objects.with_body().get(pk=item.pk)


def event_names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_the_author_restores_what_they_deleted(place):
    place.actions.delete(place.item, place.author)
    assert fresh(place.item).body == ""
    place.actions.restore(place.item, place.author)
    assert fresh(place.item).body == "<p>My words.</p>\n"
    assert event_names()[-1].endswith("Restored")


def test_a_restored_text_takes_a_new_change_mark(place):
    deleted = place.actions.delete(place.item, place.author)
    assert place.actions.restore(place.item, place.author).changed > deleted.changed


def test_what_is_not_deleted_stays_as_it_is(place):
    names = event_names()
    place.actions.restore(place.item, place.author)
    assert event_names() == names


def test_a_restored_post_counts_again():
    topic = make.topic()
    post = make.post(topic, topic.author)
    topics.delete(post, topic.author)
    topics.restore(post, topic.author)
    topic.refresh_from_db()
    assert (topic.post_count, topic.last_post_at) == (2, post.created_at)


def test_nobody_else_restores_it(place):
    place.actions.delete(place.item, place.author)
    with pytest.raises(Refused, match="Only the author"):
        place.actions.restore(place.item, place.facilitator)


def test_after_a_day_it_is_too_late(place):
    place.actions.delete(place.item, place.author)
    day_ago = timezone.now() - timedelta(hours=24, seconds=1)
    type(place.item).objects.update(deleted_at=day_ago)
    with pytest.raises(Refused, match="too late"):
        place.actions.restore(place.item, place.author)


def test_what_a_facilitator_has_hidden_too_is_not_restored(place):
    place.actions.delete(place.item, place.author)
    place.actions.hide(place.item, place.facilitator, why="Rude")
    with pytest.raises(Refused, match="has hidden this"):
        place.actions.restore(place.item, place.author)


def test_a_silenced_member_restores_nothing(place):
    place.actions.delete(place.item, place.author)
    tomorrow = timezone.now() + timedelta(days=1)
    boss = make.member(is_staff=True, is_superuser=True)
    administration.silence(place.author, by=boss, until=tomorrow, why="-")
    place.author.refresh_from_db()
    with pytest.raises(Refused):
        place.actions.restore(place.item, place.author)


def test_mentioned_members_are_told_again():
    ben, topic = make.member("ben"), make.topic()
    post = make.post(topic, topic.author, "Dear @ben, cooperatives.")
    by = topic.author_id
    run_to_end(listeners.notify_of_post, PostPublished(post.pk, by=by))
    topics.delete(post, topic.author)
    run_to_end(listeners.delete_notifications_of_removed_post, PostDeleted(post.pk, by=by))
    assert not Notification.objects.filter(member=ben).exists()
    topics.restore(post, topic.author)
    run_to_end(listeners.notify_of_post, PostRestored(post.pk, by=by))
    assert Notification.objects.filter(member=ben).count() == 1


class TestPages:
    def test_after_deleting_the_page_offers_to_undo_it(self, client, place):
        client.force_login(place.author)
        url = f"{place.item.own_page_url}delete/"
        page = client.post(url, follow=True).content.decode()
        assert f'action="{place.item.own_page_url}restore/"' in page
        assert f"#{place.item.number} has been deleted." in page

    def test_undo_leads_back_to_the_text(self, client, place):
        client.force_login(place.author)
        client.post(f"{place.item.own_page_url}delete/")
        page = client.post(f"{place.item.own_page_url}restore/", follow=True).content.decode()
        assert f"#{place.item.number} is visible again." in page
        assert "My words." in page

    def test_a_script_gets_the_text_as_it_is_now(self, client, place):
        client.force_login(place.author)
        accept = {"headers": {"accept": "application/json"}}
        deleted = client.post(f"{place.item.own_page_url}delete/", **accept).json()
        restored = client.post(f"{place.item.own_page_url}restore/", **accept).json()
        assert "My words." not in deleted["html"]
        assert "My words." in restored["html"]

    def test_the_page_of_a_deleted_text_shows_it_to_its_author_with_a_button(self, client, place):
        place.actions.delete(place.item, place.author)
        client.force_login(place.author)
        page = client.get(place.item.own_page_url)
        assert b"My words." in page.content
        assert f'action="{place.item.own_page_url}restore/"' in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        client.force_login(make.member())
        page = client.get(place.item.own_page_url)
        assert b"My words." not in page.content and b"restore/" not in page.content

    def test_the_list_has_what_was_deleted_in_the_last_day(self, client, place):
        place.actions.delete(place.item, place.author)
        client.force_login(place.author)
        page = client.get("/settings/deleted/").content.decode()
        assert "My words." in page
        assert f'action="{place.item.own_page_url}restore/"' in page
        type(place.item).objects.update(deleted_at=timezone.now() - timedelta(hours=25))
        assert "My words." not in client.get("/settings/deleted/").content.decode()

    def test_the_list_of_others_does_not_have_it(self, client, place):
        place.actions.delete(place.item, place.author)
        client.force_login(place.facilitator)
        assert b"My words." not in client.get("/settings/deleted/").content

    def test_restoring_too_often_has_to_wait(self, client, place, settings):
        place.actions.delete(place.item, place.author)
        client.force_login(place.author)
        settings.LIMITS = {**settings.LIMITS, "edit": settings.LIMITS["sign_up_mail"]}
        codes = [
            client.post(f"{place.item.own_page_url}restore/").status_code for _time in range(4)
        ]
        assert codes == [302, 302, 302, 429]


def test_authors_read_their_hidden_text_with_the_reason(client, place):
    place.actions.hide(place.item, place.facilitator, why="Advertising")
    client.force_login(place.author)
    page = client.get(place.item.own_page_url)
    assert b"My words." in page.content
    assert b"Reason: Advertising" in page.content
    assert b"Only you and the facilitators" in page.content
    assert b'href="/themes/care/facilitators/"' in page.content  # a way to answer
    assert "no-store" in page["Cache-Control"]
    client.force_login(make.member())
    page = client.get(place.item.own_page_url)
    assert b"My words." not in page.content and b"Advertising" not in page.content
