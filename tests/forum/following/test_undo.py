"""Undo "Mark all as read"."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from forum.following import actions
from forum.following.checks import find_wrong_unread_since
from forum.following.models import ReadPosition
from forum.following.unread_topics import load_unread_topics
from tests import factories as make

pytestmark = pytest.mark.django_db


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
    assert not list(find_wrong_unread_since(ReadPosition.objects.all()))


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


def test_a_second_undo_and_one_after_ten_minutes_are_refused(client, ana):
    a_theme_with_unread_topics(ana)
    client.post("/following/read/")
    client.post("/following/read/undo/")
    assert b"too late" in client.post("/following/read/undo/", follow=True).content
    client.post("/following/read/")
    cache.clear()  # as after ten minutes
    assert b"too late" in client.post("/following/read/undo/", follow=True).content
    assert load_unread_topics(ana) == []


def test_more_topics_than_are_remembered_cannot_be_undone(client, ana, monkeypatch):
    a_theme_with_unread_topics(ana)
    monkeypatch.setattr(actions, "MOST_UNDONE", 1)
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
