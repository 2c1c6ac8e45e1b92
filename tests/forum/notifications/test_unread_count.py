"""The unread count: what it counts, which notifications a page marks as read, and its cost."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from forum.notifications import streams
from forum.notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

TEMPLATE = "{% load notifications %}{% unread_notification_count %}"


def create_notification(member, conversation, number=1, kind="mention", **fields):
    about = (
        {"room": conversation}
        if conversation.stream_name.startswith("room")
        else {"topic": conversation}
    )
    by = make.member()
    return Notification.objects.create(
        member=member, number=number, kind=kind, by=by, **about, **fields
    )


def render(member, method="get", **context) -> str:
    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user = member
    return engines["django"].from_string(TEMPLATE).render(context, request)


def shown_count(html: str) -> str:
    return re.search(r"data-count(?![\w-])[^>]*>([^<]*)<", html)[1]


class TestCount:
    def test_the_count_costs_one_query_and_none_for_a_visitor(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        for number in (1, 2, 3):
            create_notification(ana, topic, number)
        with django_assert_num_queries(1):
            assert shown_count(render(ana)) == "3"
        with django_assert_num_queries(0):
            render(AnonymousUser())

    def test_a_hundred_are_shown_as_more_than_99(self, client):
        ana, topic, by = make.member(), make.topic(), make.member()
        rows = [
            Notification(member=ana, topic=topic, number=n, kind="reply", by=by)
            for n in range(1, 121)
        ]
        Notification.objects.bulk_create(rows)
        assert shown_count(render(ana)) == "99+"
        client.force_login(ana)
        assert client.get("/notifications/count/").json() == {"unread": 100, "shown": "99+"}

    def test_a_visitor_has_no_notifications(self, client):
        assert client.get("/notifications/count/").json() == {"unread": 0, "shown": "0"}


class TestShown:
    def test_notifications_of_posts_on_the_page_are_marked_as_read_and_not_counted(
        self, django_assert_num_queries
    ):
        ana, topic = make.member(), make.topic()
        room = make.room(topic)
        create_notification(ana, topic, 1)
        later, elsewhere = create_notification(ana, topic, 21), create_notification(ana, room, 1)
        with django_assert_num_queries(2):
            html = render(ana, topic=topic, shown=(topic.stream_name, 1, 20))
        assert shown_count(html) == "2"
        assert set(Notification.objects.unread_by(ana)) == {later, elsewhere}

    def test_nothing_is_written_when_no_notification_is_about_the_page(
        self, django_assert_num_queries
    ):
        ana, topic = make.member(), make.topic()
        create_notification(ana, topic, 21)
        with django_assert_num_queries(1):
            render(ana, topic=topic, shown=(topic.stream_name, 1, 20))

    def test_a_refused_form_marks_nothing_as_read(self):
        ana, topic = make.member(), make.topic()
        create_notification(ana, topic)
        assert (
            shown_count(render(ana, method="post", topic=topic, shown=(topic.stream_name, 1, 20)))
            == "1"
        )

    def test_a_report_stays_unread_until_it_is_opened(self):
        ana, topic = make.member(), make.topic()
        create_notification(ana, topic, kind="report")
        assert shown_count(render(ana, topic=topic, shown=(topic.stream_name, 1, 20))) == "1"

    def test_a_room_page_marks_notifications_as_read(self):
        ana, room = make.member(), make.room()
        create_notification(ana, room)
        assert shown_count(render(ana, room=room, shown=(room.stream_name, 1, 50))) == "0"


def test_a_member_can_subscribe_to_their_own_stream_only():
    ana = make.member()
    assert streams.refuse_subscription(ana, ana.pk) == ""
    assert streams.refuse_subscription(ana, ana.pk + 1)
    assert streams.refuse_subscription(AnonymousUser(), ana.pk)
