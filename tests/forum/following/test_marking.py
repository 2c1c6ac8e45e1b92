"""Mark a topic or room as unread from a post on, and a whole theme as read."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.facilitation import actions as facilitation
from forum.following import actions
from forum.following.models import ReadPosition, RoomReadPosition
from forum.notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db


def last_read(member) -> dict[int, int]:
    return dict(ReadPosition.objects.filter(member=member).values_list("topic", "read"))


def mark_post_unread(client, topic, number):
    return client.post(reverse("following:mark_post_unread", args=[topic.pk, number]))


class TestUnread:
    def test_the_theme_page_shows_the_topic_as_new_from_the_marked_post_on(self, client):
        ana, topic = make.member(), make.topic()
        for _ in range(4):
            make.post(topic)
        client.force_login(ana)
        client.get(topic.get_absolute_url())
        response = mark_post_unread(client, topic, 3)
        assert response["Location"] == topic.theme.get_absolute_url() and last_read(ana) == {
            topic.pk: 2
        }
        page = client.get(response["Location"]).content.decode()
        assert (
            "Marked as unread from #3." in page
            and f"/topics/{topic.pk}/3" in page
            and "3 new" in page
        )
        assert client.get(topic.get_absolute_url()).content.decode().index("data-divider") > 0

    def test_a_repeat_and_an_unread_post_change_nothing(self, client):
        ana, topic = make.member(), make.topic()
        for _ in range(4):
            make.post(topic)
        client.force_login(ana)
        assert mark_post_unread(client, topic, 2).status_code == 302 and last_read(ana) == {}
        actions.mark_topic_read(ana, topic, 3)
        for number in (5, 4, 2, 2, 3):
            mark_post_unread(client, topic, number)
        assert last_read(ana) == {topic.pk: 1}

    def test_the_level_and_the_notifications_stay(self, client):
        ana, topic = make.member(), make.topic()
        actions.set_topic_level(topic, ana, level="watching")
        actions.mark_topic_read(ana, topic, 1)
        notification = Notification.objects.create(
            member=ana, topic=topic, number=1, kind="watched", by=topic.author
        )
        client.force_login(ana)
        mark_post_unread(client, topic, 1)
        notification.refresh_from_db()
        assert (
            notification.read_at is None
            and ReadPosition.objects.get(member=ana).level == "watching"
        )

    def test_a_visitor_signs_in_and_a_hidden_topic_is_not_found(self, client):
        chair = make.member()
        topic = make.topic(within=make.theme(facilitators=(chair,)))
        assert "/login/" in mark_post_unread(client, topic, 1)["Location"]
        facilitation.hide_topic(topic, chair, why="-")
        client.force_login(make.member())
        assert mark_post_unread(client, topic, 1).status_code == 404

    def test_the_form_is_on_the_page_of_a_post_and_of_a_message_for_members(self, client):
        room = make.room()
        message = make.message(room)
        post = make.topic().posts.get()
        for item in (post, message):
            assert b"Mark as unread from here" not in Client().get(item.own_page_url).content
        client.force_login(make.member())
        for item in (post, message):
            assert b"Mark as unread from here" in client.get(item.own_page_url).content

    def test_a_room_can_be_marked_as_unread(self, client):
        ana, room = make.member(), make.room()
        for _ in range(3):
            make.message(room)
        client.force_login(ana)
        client.get(room.get_absolute_url())
        response = client.post(reverse("following:mark_message_unread", args=[room.pk, 2]))
        assert response["Location"] == room.home_theme.get_absolute_url()
        assert RoomReadPosition.objects.get(member=ana).read == 1


class TestThemeRead:
    def test_only_the_topics_that_the_theme_page_shows_as_new_are_marked_as_read(self, client):
        ana, theme, elsewhere = make.member(), make.theme(), make.topic()
        opened, never, muted = (make.topic(within=theme) for _ in range(3))
        actions.mark_topic_read(ana, opened, 1)
        actions.mark_topic_read(ana, elsewhere, 1)
        actions.set_topic_level(muted, ana, level="muted")
        for topic in (opened, never, muted, elsewhere):
            make.post(topic)
        client.force_login(ana)
        address = theme.get_absolute_url()
        assert b"Mark all as read" in client.get(address).content
        done = client.post(reverse("following:mark_theme_read", args=[theme.slug]), follow=True)
        assert done.redirect_chain[-1][0] == address and b"Mark all as read" not in done.content
        assert last_read(ana) == {opened.pk: 2, never.pk: 2, muted.pk: 0, elsewhere.pk: 1}

    def test_several_batches_and_a_repeat(self, client, monkeypatch):
        monkeypatch.setattr(actions, "BATCH", 2)
        ana, theme = make.member(), make.theme()
        topics = [make.topic(within=theme) for _ in range(5)]
        for _twice in range(2):
            actions.mark_theme_read(ana, theme, until=timezone.now())
        assert last_read(ana) == {topic.pk: 1 for topic in topics}

    def test_a_visitor_sees_no_button_and_signs_in(self, client):
        topic = make.topic()
        assert b"Mark all as read" not in client.get(topic.theme.get_absolute_url()).content
        assert (
            "/login/"
            in client.post(reverse("following:mark_theme_read", args=[topic.theme.slug]))[
                "Location"
            ]
        )
