"""A page costs a member at most five queries more than a visitor."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("kind", ["topic", "theme", "room"])
def test_a_member_costs_at_most_five_queries_more_than_a_visitor(kind):
    ana, topic = make.member(), make.topic()
    for _ in range(3):
        make.post(topic)
    room = make.room(topic)
    make.message(room)
    Notification.objects.create(member=ana, topic=topic, number=4, kind="mention", by=topic.author)
    address = {"topic": topic, "theme": topic.theme, "room": room}[kind].get_absolute_url()
    visitor, member = Client(), Client()
    member.force_login(ana)
    queries(visitor, address)
    base = len(queries(visitor, f"{address}?anew=1"))  # else it may have been kept
    for allowed in (6, 5):  # the first visit also loads the facilitators
        mine = queries(member, address)
        assert len(mine) - base <= allowed, "\n".join(mine)


def test_a_topic_page_shows_the_divider_and_marks_notifications_as_read(client):
    topic, ana = make.topic(), make.member()
    client.force_login(ana)
    address = topic.get_absolute_url()
    assert b"data-divider" not in client.get(address).content
    make.post(topic)
    Notification.objects.create(member=ana, topic=topic, number=2, kind="watched", by=topic.author)
    page = client.get(address).content.decode()
    assert page.index("data-divider") < page.index('id="post-2"')
    assert "/following/seen/" in page
    assert not Notification.objects.unread_by(ana).exists()
    assert b"data-divider" not in client.get(address).content
