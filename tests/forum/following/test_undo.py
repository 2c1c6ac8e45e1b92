"""Undo "Mark all as read": by a button in place, and for a day on the page "Following"."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import actions as people
from forum.following import actions, read_markings
from forum.following.checks import find_wrong_unread_since
from forum.following.models import ReadPosition
from forum.following.read_markings import ReadMarking
from forum.following.unread_topics import load_unread_topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def positions_of(member):
    return list(
        ReadPosition.objects.filter(member=member)
        .order_by("topic")
        .values_list("topic", "level", "reason", "read", "unread_since")
    )


def a_theme_with_unread_topics(ana):
    """A followed theme with a topic that ana has opened and one that she has not."""
    theme = make.theme("care")
    actions.set_theme_level(theme, ana, level="tracking")
    opened, never_opened = make.topic(within=theme), make.topic(within=theme)
    actions.mark_topic_read(ana, opened, 1)
    for topic in (opened, never_opened):
        make.post(topic)
    opened.refresh_from_db()
    ReadPosition.objects.repair_unread_since(opened)
    return opened, never_opened


@pytest.mark.parametrize("button", ["/following/read/", "/themes/care/read/"])
def test_undo_restores_the_positions_and_what_is_new(client, ana, button):
    opened, never_opened = a_theme_with_unread_topics(ana)
    before = positions_of(ana)
    page = client.post(button, follow=True)
    assert b'action="/following/read/undo/"' in page.content
    assert load_unread_topics(ana) == []
    answer = client.post("/following/read/undo/", {"next": "/following/"}, follow=True)
    assert b"marked as new again" in answer.content
    assert positions_of(ana) == before
    assert set(load_unread_topics(ana)) == {opened, never_opened}
    assert not list(find_wrong_unread_since(ReadPosition.objects.filter(member=ana)))


def test_a_topic_that_was_read_further_since_then_stays_read(client, ana):
    opened, never_opened = a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    make.post(opened)
    opened.refresh_from_db()
    del opened.my_last_read
    actions.mark_topic_read(ana, opened, 3)
    client.post("/following/read/undo/")
    assert load_unread_topics(ana) == [never_opened]


def test_a_level_that_was_chosen_since_then_stays(client, ana):
    _opened, never_opened = a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    actions.set_topic_level(never_opened, ana, level="watching")
    client.post("/following/read/undo/")
    position = ReadPosition.objects.get(member=ana, topic=never_opened)
    assert (position.level, position.read) == ("watching", 0)
    assert never_opened in load_unread_topics(ana)


def let_a_day_pass():
    ReadMarking.objects.update(marked_at=timezone.now() - timedelta(hours=24, seconds=1))


def test_a_second_undo_and_one_after_a_day_are_refused(client, ana):
    a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    client.post("/following/read/undo/")
    assert b"too late" in client.post("/following/read/undo/", follow=True).content
    client.post("/following/read/")
    let_a_day_pass()
    assert b"marked 2 topics" not in client.get("/following/").content
    assert b"too late" in client.post("/following/read/undo/", follow=True).content
    assert load_unread_topics(ana) == []


def test_the_page_of_the_member_says_what_can_be_undone_and_when_it_was_marked(client, ana):
    opened, never_opened = a_theme_with_unread_topics(ana)
    assert b"read/undo/" not in client.get("/following/").content
    client.post("/following/read/", follow=True)
    cache.clear()  # it is no state of the cache
    page = client.get("/following/").content.decode()
    assert "You marked 2 topics as read." in page and 'action="/following/read/undo/"' in page
    assert f"{ReadMarking.objects.get().marked_at:%H:%M}" in page
    client.post("/following/read/undo/")
    assert set(load_unread_topics(ana)) == {opened, never_opened}
    assert b"read/undo/" not in client.get("/following/").content


def test_a_second_click_does_not_take_the_undo_of_the_first_away(client, ana):
    opened, never_opened = a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    client.post("/following/read/")
    assert actions.undo_mark_read(ana)
    assert set(load_unread_topics(ana)) == {opened, never_opened}


def test_another_member_sees_and_undoes_nothing_of_it(client, ana):
    a_theme_with_unread_topics(ana)
    client.post("/following/read/", follow=True)
    client.force_login(make.member("ben"))
    assert b"read/undo/" not in client.get("/following/").content
    assert b"too late" in client.post("/following/read/undo/", follow=True).content
    assert load_unread_topics(ana) == []


def test_a_member_has_one_row_which_the_worker_deletes_after_a_day(client, ana):
    opened, _never_opened = a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    make.post(opened)
    actions.mark_all_read(ana, until=timezone.now())
    assert ReadMarking.objects.get().topic_count == 1
    ReadMarking.objects.delete_old()
    assert ReadMarking.objects.count() == 1
    let_a_day_pass()
    ReadMarking.objects.delete_old()
    assert not ReadMarking.objects.exists()


def test_a_closed_account_has_no_row(client, ana):
    a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    people.close_account(ana, by=ana)
    run_event_listeners()
    assert not ReadMarking.objects.exists()


def test_more_topics_than_are_remembered_cannot_be_undone(client, ana, monkeypatch):
    a_theme_with_unread_topics(ana)
    monkeypatch.setattr(read_markings, "MAX_MOVES", 1)
    page = client.post("/following/read/", follow=True)
    assert b"undo" not in page.content
    assert not actions.undo_mark_read(ana)


def test_several_batches_are_undone(ana, monkeypatch):
    theme = make.theme()
    actions.set_theme_level(theme, ana, level="tracking")
    topics = [make.topic(within=theme) for _ in range(5)]
    monkeypatch.setattr(actions, "BATCH", 2)
    actions.mark_all_read(ana, until=timezone.now())
    assert actions.undo_mark_read(ana)
    assert set(load_unread_topics(ana)) == set(topics)
