"""Undo "Mark all as read" in the list of notifications: in place, and for a day on its page."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import actions as people
from forum.notifications.models import Notification
from forum.notifications.read_markings import NotificationMarking
from tests import factories as make
from tests.forum.notifications.test_pages import unread
from tests.forum.notifications.test_unread_count import create_notification
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def let_a_day_pass():
    NotificationMarking.objects.update(marked_at=timezone.now() - timedelta(hours=24, seconds=1))


def test_undo_marks_as_unread_only_what_the_button_marked(client, ana):
    topic = make.topic()
    create_notification(ana, topic, 1, read_at=timezone.now())
    for number in (2, 3):
        create_notification(ana, topic, number)
    page = client.post("/notifications/read/", follow=True)
    assert b'action="/notifications/read/undo/"' in page.content
    assert unread(ana) == []
    client.post("/notifications/read/undo/", {"next": "/notifications/"})
    assert unread(ana) == [2, 3]


def test_the_page_says_for_a_day_what_can_be_undone_and_when_it_was_marked(client, ana):
    topic = make.topic()
    for number in (1, 2):
        create_notification(ana, topic, number)
    assert b"read/undo/" not in client.get("/notifications/").content
    client.post("/notifications/read/", follow=True)
    cache.clear()  # it is no state of the cache
    page = client.get("/notifications/").content.decode()
    assert "You marked 2 notifications as read." in page
    assert f"{NotificationMarking.objects.get().marked_at:%H:%M}" in page
    client.post("/notifications/read/undo/")
    assert unread(ana) == [1, 2]
    assert b"read/undo/" not in client.get("/notifications/").content


def test_a_second_undo_and_one_after_a_day_are_refused(client, ana):
    create_notification(ana, make.topic())
    client.post("/notifications/read/")
    client.post("/notifications/read/undo/")
    Notification.objects.unread_by(ana).mark_read()
    assert b"too late" in client.post("/notifications/read/undo/", follow=True).content
    create_notification(ana, make.topic())
    client.post("/notifications/read/")
    let_a_day_pass()
    assert b"You marked" not in client.get("/notifications/").content
    assert b"too late" in client.post("/notifications/read/undo/", follow=True).content
    assert unread(ana) == []


def test_a_second_click_does_not_take_the_undo_of_the_first_away(client, ana):
    create_notification(ana, make.topic())
    client.post("/notifications/read/")
    client.post("/notifications/read/")
    client.post("/notifications/read/undo/")
    assert unread(ana) == [1]


def test_another_member_sees_and_undoes_nothing_of_it(client, ana):
    create_notification(ana, make.topic())
    client.post("/notifications/read/", follow=True)
    client.force_login(make.member())
    assert b"read/undo/" not in client.get("/notifications/").content
    assert b"too late" in client.post("/notifications/read/undo/", follow=True).content
    assert unread(ana) == []


def test_a_member_has_one_row_which_the_worker_deletes_after_a_day(client, ana):
    for _repeat in range(2):
        create_notification(ana, make.topic())
        client.post("/notifications/read/")
    assert NotificationMarking.objects.get().notification_count == 1
    NotificationMarking.objects.delete_old()
    assert NotificationMarking.objects.count() == 1
    let_a_day_pass()
    NotificationMarking.objects.delete_old()
    assert not NotificationMarking.objects.exists()


def test_a_closed_account_has_no_row(client, ana):
    create_notification(ana, make.topic())
    client.post("/notifications/read/")
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert not NotificationMarking.objects.exists()
