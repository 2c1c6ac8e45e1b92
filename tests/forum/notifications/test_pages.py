"""The list of notifications, opening one, and the script's report of what was seen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from forum.chat.models import Room
from forum.following import actions as following
from forum.following.models import ReadPosition, RoomReadPosition
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make
from tests.forum.notifications.test_unread_count import create_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def unread(member) -> list[int]:
    return sorted(Notification.objects.unread_by(member).values_list("number", flat=True))


class TestList:
    def test_an_administrator_sees_notifications_of_the_room_of_a_topic(self, client):
        administrator = make.member(is_staff=True)
        client.force_login(administrator)
        create_notification(administrator, make.room(make.topic()), 1)
        [group] = client.get("/notifications/").context["groups"]
        assert [row.number for row in group.notifications] == [1]

    def test_the_list_is_grouped_by_day_with_unread_ones_first(self, client, ana):
        topic = make.topic(title="One")
        now = timezone.now()
        create_notification(ana, topic, 1, read_at=now)
        create_notification(ana, topic, 2, created_at=now - timedelta(days=1))
        create_notification(ana, make.room(topic), 3)
        page = client.get("/notifications/")
        groups = [
            (group.is_read, group.day, [row.number for row in group.notifications])
            for group in page.context["groups"]
        ]
        assert groups == [
            (False, "Today", [3]),
            (False, "Yesterday", [2]),
            (True, "Today", [1]),
        ]
        assert b"mentioned you" in page.content

    def test_a_row_says_how_long_ago_it_was(self, client, ana):
        create_notification(ana, make.topic(), created_at=timezone.now() - timedelta(hours=3))
        assert b"data-ago>3 h ago</time>" in client.get("/notifications/").content

    def test_a_day_is_a_day_in_the_zone_of_the_reader(self, client, ana):
        client.cookies["time_zone"] = "Pacific/Kiritimati"  # 14 hours before UTC
        late = datetime(2026, 3, 1, 20, tzinfo=UTC)
        create_notification(ana, make.topic(), created_at=late)
        [group] = client.get("/notifications/").context["groups"]
        assert group.day == "2 March 2026"

    def test_a_row_shows_the_first_words_until_the_post_is_deleted(self, client, ana):
        ben = make.member()
        topic = make.topic(ben, source="Our bakery opens on Monday.")
        message = make.message(make.room(topic), ben, "See you there.")
        create_notification(ana, topic)
        create_notification(ana, message.room)
        page = client.get("/notifications/").content
        assert b"Our bakery opens on Monday." in page and b"See you there." in page
        topics.delete(topic.posts.get(), ben)
        assert b"Our bakery" not in client.get("/notifications/").content

    def test_a_muted_topic_has_no_button_to_mute_it(self, client, ana):
        topic = make.topic()
        create_notification(ana, topic, 1)
        create_notification(ana, topic, 2)
        assert client.get("/notifications/").content.count(b"Mute this topic") == 2
        client.post(f"/topics/{topic.pk}/follow/", {"level": "muted", "next": "/notifications/"})
        assert b"Mute this topic" not in client.get("/notifications/").content

    def test_an_empty_list_says_what_appears_here(self, client, ana):
        assert b"Nothing yet." in client.get("/notifications/").content

    def test_two_pages_show_everything_once_at_a_constant_cost(
        self, client, ana, django_assert_max_num_queries
    ):
        topic = make.topic()
        for number in range(1, 61):
            create_notification(ana, topic, number, read_at=timezone.now() if number % 2 else None)
        client.get("/notifications/")
        with django_assert_max_num_queries(6):
            first = client.get("/notifications/")
        second = client.get("/notifications/" + first.context["next"])
        seen = [
            row
            for page in (first, second)
            for group in page.context["groups"]
            for row in group.notifications
        ]
        assert len(seen) == len({row.pk for row in seen}) == 60
        assert [bool(row.read_at) for row in seen] == [False] * 30 + [True] * 30

    def test_an_invalid_key_is_not_found(self, client, ana):
        assert client.get("/notifications/?after=9.x").status_code == 404

    def test_no_query_lists_all_visible_topics(self, ana):
        for rows in (Notification.objects.listed_for(ana), Room.objects.visible_to(ana)):
            assert 'FROM "topics_topic"' not in str(rows.query)

    def test_a_hidden_topic_is_listed_only_to_say_that_it_was_hidden(self, client, ana):
        topic = make.topic(ana, title="Something rude")
        create_notification(ana, topic, 1, kind="reply")
        create_notification(ana, topic, 1, kind="hidden", text="Not polite")
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        page = client.get("/notifications/")
        assert [row.kind for group in page.context["groups"] for row in group.notifications] == [
            "hidden"
        ]
        assert b"Something rude" not in page.content
        assert b"Not polite" in page.content

    def test_the_reason_of_a_report_is_escaped(self, client, ana):
        create_notification(ana, make.topic(), kind="report", text="<script>alert(1)</script>")
        assert b"<script>alert" not in client.get("/notifications/").content

    def test_one_form_marks_everything_as_read(self, client, ana):
        create_notification(ana, make.topic())
        client.post("/notifications/read/")
        assert unread(ana) == []


class TestMarkOne:
    def test_one_button_marks_one_as_read_and_leads_back_to_the_page_of_the_list(self, client, ana):
        topic = make.topic()
        notifications = [create_notification(ana, topic, number) for number in (1, 2)]
        back = "/notifications/?after=0.9"
        for _repeat in range(2):
            answer = client.post(f"/notifications/{notifications[0].pk}/read/", {"next": back})
            assert answer["Location"] == back
        assert unread(ana) == [2]

    def test_the_notification_of_another_member_is_not_found(self, client, ana):
        notification = create_notification(make.member(), make.topic())
        assert client.post(f"/notifications/{notification.pk}/read/").status_code == 404
        assert unread(notification.member) == [1]


class TestOpen:
    def test_an_opened_notification_is_read_and_redirects_to_the_post(self, client, ana):
        topic = make.topic()
        notification = create_notification(ana, topic)
        assert (
            client.get(f"/notifications/{notification.pk}/")["Location"] == f"/topics/{topic.pk}/1"
        )
        assert unread(ana) == []

    def test_a_report_redirects_to_the_page_of_the_message(self, client, ana):
        room = make.room(make.theme(facilitators=(ana,)))
        make.message(room)
        notification = create_notification(ana, room, kind="report", text="Rude")
        assert (
            client.get(f"/notifications/{notification.pk}/")["Location"] == f"/rooms/{room.pk}/1/"
        )

    @pytest.mark.parametrize("how", ["deleted", "hidden topic"])
    def test_a_removed_post_is_said_to_be_no_longer_there(self, client, ana, how):
        ben = make.member()
        topic = make.topic(ben)
        notification = create_notification(ana, topic)
        if how == "deleted":
            topics.delete(topic.posts.get(), ben)
        else:
            Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        answer = client.get(f"/notifications/{notification.pk}/", follow=True)
        assert b"What this notification refers to no longer exists." in answer.content

    def test_the_notification_of_another_member_is_not_found(self, client, ana):
        notification = create_notification(make.member(), make.topic())
        assert client.get(f"/notifications/{notification.pk}/").status_code == 404


class TestSeen:
    def report_seen(self, client, stream, number):
        return client.post("/following/seen/", {"line": stream, "number": number}).status_code

    def test_the_position_advances_and_the_notifications_in_between_are_read(self, client, ana):
        topic = make.topic()
        for _ in range(5):
            make.post(topic)
        topic.refresh_from_db()
        following.mark_topic_read(ana, topic, 2)
        for number in (1, 3, 4, 6):
            create_notification(ana, topic, number)
        assert self.report_seen(client, topic.stream_name, 4) == 204
        assert ReadPosition.objects.get(member=ana).read == 4
        assert unread(ana) == [1, 6]

    def test_a_number_behind_the_position_marks_only_its_own_notification_as_read(
        self, client, ana
    ):
        topic = make.topic()
        for _ in range(2):
            make.post(topic)
        topic.refresh_from_db()
        following.mark_topic_read(ana, topic, 3)
        for number in (1, 2):
            create_notification(ana, topic, number)
        self.report_seen(client, topic.stream_name, 2)
        assert unread(ana) == [1]
        assert ReadPosition.objects.get(member=ana).read == 3

    def test_a_room_works_the_same_way(self, client, ana):
        room = make.room()
        make.message(room)
        create_notification(ana, room)
        assert self.report_seen(client, room.stream_name, 1) == 204
        assert RoomReadPosition.objects.get(member=ana).read == 1
        assert unread(ana) == []

    @pytest.mark.parametrize(
        ("stream", "number"),
        [
            ("topic:x", 1),
            ("theme:1", 1),
            ("", 1),
            ("topic:1", 0),
            ("topic:1", "x"),
            ("topic:1", 2**40),
        ],
    )
    def test_invalid_input_is_refused(self, client, ana, stream, number):
        assert self.report_seen(client, stream, number) == 422

    def test_a_hidden_topic_is_not_found(self, client, ana):
        topic = make.topic()
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        assert self.report_seen(client, topic.stream_name, 1) == 404

    def test_nothing_is_stored_for_a_visitor(self, client):
        assert self.report_seen(client, make.topic().stream_name, 1) == 204
        assert not ReadPosition.objects.exists()
