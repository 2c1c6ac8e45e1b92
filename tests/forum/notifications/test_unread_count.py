"""The bell: what it counts, what showing a page reads, and what it costs."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from forum.notifications import streams
from forum.notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

BELL = "{% load notifications %}{% unread_notification_count %}"


def tell(member, line, number=1, kind="mention", **fields):
    what = {"room": line} if line.stream_name.startswith("room") else {"topic": line}
    by = make.member()
    return Notification.objects.create(
        member=member, number=number, kind=kind, by=by, **what, **fields
    )


def bell(member, method="get", **context) -> str:
    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user = member
    return engines["django"].from_string(BELL).render(context, request)


def count_of(html: str) -> str:
    return html.split("data-count", 1)[1].split(">", 1)[1].split("<", 1)[0]


class TestCount:
    def test_it_is_one_query_and_none_for_a_visitor(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        for number in (1, 2, 3):
            tell(ana, topic, number)
        with django_assert_num_queries(1):
            assert count_of(bell(ana)) == "3"
        with django_assert_num_queries(0):
            bell(AnonymousUser())

    def test_a_hundred_are_shown_as_more_than_99(self, client):
        ana, topic, by = make.member(), make.topic(), make.member()
        rows = [
            Notification(member=ana, topic=topic, number=n, kind="reply", by=by)
            for n in range(1, 121)
        ]
        Notification.objects.bulk_create(rows)
        assert count_of(bell(ana)) == "99+"
        client.force_login(ana)
        assert client.get("/notifications/count/").json() == {"unread": 100, "shown": "99+"}

    def test_a_visitor_has_none(self, client):
        assert client.get("/notifications/count/").json() == {"unread": 0, "shown": "0"}


class TestShown:
    def test_what_the_page_shows_is_read_and_not_counted(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        room = make.room(topic)
        tell(ana, topic, 1)
        later, elsewhere = tell(ana, topic, 21), tell(ana, room, 1)
        with django_assert_num_queries(2):
            html = bell(ana, topic=topic, shown=(topic.stream_name, 1, 20))
        assert count_of(html) == "2"
        assert set(Notification.objects.unread_by(ana)) == {later, elsewhere}

    def test_nothing_is_written_when_nothing_shown_was_told(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        tell(ana, topic, 21)
        with django_assert_num_queries(1):
            bell(ana, topic=topic, shown=(topic.stream_name, 1, 20))

    def test_a_refused_form_reads_nothing(self):
        ana, topic = make.member(), make.topic()
        tell(ana, topic)
        assert (
            count_of(bell(ana, method="post", topic=topic, shown=(topic.stream_name, 1, 20))) == "1"
        )

    def test_a_note_waits_until_it_is_opened(self):
        ana, topic = make.member(), make.topic()
        tell(ana, topic, kind="report")
        assert count_of(bell(ana, topic=topic, shown=(topic.stream_name, 1, 20))) == "1"

    def test_a_room_is_read_like_a_topic(self):
        ana, room = make.member(), make.room()
        tell(ana, room)
        assert count_of(bell(ana, room=room, shown=(room.stream_name, 1, 50))) == "0"


def test_a_bell_is_its_owners_alone():
    ana = make.member()
    assert streams.refuse_subscription(ana, ana.pk) == ""
    assert streams.refuse_subscription(ana, ana.pk + 1)
    assert streams.refuse_subscription(AnonymousUser(), ana.pk)
