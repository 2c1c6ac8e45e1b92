"""The inbox, opening one, and what a script says has been seen."""

import pytest
from django.utils import timezone

from forum.chat.models import Room
from forum.following import actions as following
from forum.following.models import ReadPosition, RoomReadPosition
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.models import Topic
from tests import factories as make
from tests.forum.notifications.test_unread_count import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def unread(member) -> list[int]:
    return sorted(Notification.objects.unread_by(member).values_list("number", flat=True))


class TestList:
    def test_an_administrator_finds_what_the_bell_counts_in_a_topics_room(self, client):
        administrator = make.member(is_staff=True)
        client.force_login(administrator)
        tell(administrator, make.room(make.topic()), 1)
        [group] = client.get("/notifications/").context["groups"]
        assert [row.number for row in group.notifications] == [1]

    def test_it_is_grouped_by_topic_and_room_unread_first(self, client, ana):
        one, two = make.topic(title="One"), make.topic(title="Two")
        room = make.room(two)
        tell(ana, one, 1, read_at=timezone.now())
        tell(ana, two, 1)
        tell(ana, room, 1)
        tell(ana, two, 2)
        page = client.get("/notifications/")
        groups = [
            (group.conversation, [row.number for row in group.notifications])
            for group in page.context["groups"]
        ]
        assert groups == [(two, [2, 1]), (room, [1]), (one, [1])]
        assert b"mentioned you" in page.content

    def test_an_empty_inbox_says_what_comes_here(self, client, ana):
        assert b"Nothing yet." in client.get("/notifications/").content

    def test_pages_follow_each_other_at_a_steady_cost(
        self, client, ana, django_assert_max_num_queries
    ):
        topic = make.topic()
        for number in range(1, 61):
            tell(ana, topic, number, read_at=timezone.now() if number % 2 else None)
        client.get("/notifications/")
        with django_assert_max_num_queries(5):
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

    def test_a_made_up_key_is_no_page(self, client, ana):
        assert client.get("/notifications/?after=9.x").status_code == 404

    def test_no_list_of_all_visible_topics_is_made(self, ana):
        for rows in (Notification.objects.visible_to(ana), Room.objects.visible_to(ana)):
            assert 'FROM "topics_topic"' not in str(rows.query)

    def test_a_hidden_topic_is_not_listed_except_to_say_that_it_was_hidden(self, client, ana):
        topic = make.topic(ana, title="Something rude")
        tell(ana, topic, 1, kind="reply")
        tell(ana, topic, 1, kind="hidden", text="Not polite")
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        page = client.get("/notifications/")
        assert [row.kind for group in page.context["groups"] for row in group.notifications] == [
            "hidden"
        ]
        assert b"Something rude" not in page.content
        assert b"Not polite" in page.content

    def test_a_note_is_inert_text(self, client, ana):
        tell(ana, make.topic(), kind="report", text="<script>alert(1)</script>")
        assert b"<script>alert" not in client.get("/notifications/").content

    def test_all_is_marked_read_by_one_form(self, client, ana):
        tell(ana, make.topic())
        client.post("/notifications/read/")
        assert unread(ana) == []


class TestOpen:
    def test_it_is_read_and_leads_to_the_post(self, client, ana):
        topic = make.topic()
        told = tell(ana, topic)
        assert client.get(f"/notifications/{told.pk}/")["Location"] == f"/topics/{topic.pk}/1"
        assert unread(ana) == []

    def test_a_report_leads_to_the_posts_own_page(self, client, ana):
        room = make.room()
        make.message(room)
        told = tell(ana, room, kind="report", text="Rude")
        assert client.get(f"/notifications/{told.pk}/")["Location"] == f"/rooms/{room.pk}/1/"

    @pytest.mark.parametrize("how", ["deleted", "hidden topic"])
    def test_what_is_gone_is_said_to_be_gone(self, client, ana, how):
        ben = make.member()
        topic = make.topic(ben)
        told = tell(ana, topic)
        if how == "deleted":
            topics.delete(topic.posts.get(), ben)
        else:
            Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        answer = client.get(f"/notifications/{told.pk}/", follow=True)
        assert b"What this was about is no longer there." in answer.content

    def test_somebody_elses_is_not_there(self, client, ana):
        told = tell(make.member(), make.topic())
        assert client.get(f"/notifications/{told.pk}/").status_code == 404


class TestSeen:
    def seen(self, client, line, number):
        return client.post("/following/seen/", {"line": line, "number": number}).status_code

    def test_the_position_and_the_notifications_in_between_move(self, client, ana):
        topic = make.topic()
        for _ in range(5):
            make.post(topic)
        topic.refresh_from_db()
        following.mark_topic_read(ana, topic, 2)
        for number in (1, 3, 4, 6):
            tell(ana, topic, number)
        assert self.seen(client, topic.stream_name, 4) == 204
        assert ReadPosition.objects.get(member=ana).read == 4
        assert unread(ana) == [1, 6]

    def test_one_seen_behind_the_position_is_read_alone(self, client, ana):
        topic = make.topic()
        for _ in range(2):
            make.post(topic)
        topic.refresh_from_db()
        following.mark_topic_read(ana, topic, 3)
        for number in (1, 2):
            tell(ana, topic, number)
        self.seen(client, topic.stream_name, 2)
        assert unread(ana) == [1]
        assert ReadPosition.objects.get(member=ana).read == 3

    def test_a_room_works_the_same_way(self, client, ana):
        room = make.room()
        make.message(room)
        tell(ana, room)
        assert self.seen(client, room.stream_name, 1) == 204
        assert RoomReadPosition.objects.get(member=ana).read == 1
        assert unread(ana) == []

    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ("topic:x", 1),
            ("theme:1", 1),
            ("", 1),
            ("topic:1", 0),
            ("topic:1", "x"),
            ("topic:1", 2**40),
        ],
    )
    def test_bad_input_is_refused(self, client, ana, line, number):
        assert self.seen(client, line, number) == 422

    def test_a_hidden_topic_is_not_there(self, client, ana):
        topic = make.topic()
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        assert self.seen(client, topic.stream_name, 1) == 404

    def test_a_visitor_leaves_no_trace(self, client):
        assert self.seen(client, make.topic().stream_name, 1) == 204
        assert not ReadPosition.objects.exists()
