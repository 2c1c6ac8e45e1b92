"""Every action of following: success, refusal, repeat and event; and the read positions."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.following import actions
from forum.following.listeners import set_unread_since
from forum.following.models import ReadPosition, RoomReadPosition, ThemeFollow
from forum.following.unread_topics import followed_topics_to_mark_read, load_unread_topics
from forum.notifications.models import Notification
from forum.topics.events import PostPublished
from tests import factories as make


def recorded_follows() -> list[tuple[str, str]]:
    events = Event.objects.filter(name__endswith="Followed").order_by("pk")
    return [(event.name, event.body["level"]) for event in events]


@pytest.mark.django_db
class TestFollowTopic:
    def test_a_chosen_level_is_kept_with_its_reason(self):
        ana, topic = make.member(), make.topic()
        actions.set_topic_level(topic, ana, level="watching")
        position = ReadPosition.objects.get(member=ana)
        assert (position.level, position.reason, position.read) == ("watching", "chosen", 0)
        assert recorded_follows() == [("TopicFollowed", "watching")]

    def test_the_same_choice_twice_records_one_event(self):
        ana, topic = make.member(), make.topic()
        for _ in range(2):
            actions.set_topic_level(topic, ana, level="muted")
        assert recorded_follows() == [("TopicFollowed", "muted")]

    def test_a_changed_choice_keeps_the_position(self):
        ana, topic = make.member(), make.topic()
        actions.mark_topic_read(ana, topic, 1)
        actions.set_topic_level(topic, ana, level="watching")
        actions.set_topic_level(topic, ana, level="normal")
        position = ReadPosition.objects.get(member=ana)
        assert (position.level, position.read) == ("normal", 1)

    def test_a_visitor_is_asked_to_sign_in(self):
        with pytest.raises(Refused, match="Sign in to follow"):
            actions.set_topic_level(make.topic(), AnonymousUser(), level="tracking")

    def test_a_member_who_may_not_write_yet_may_follow(self):
        actions.set_topic_level(
            make.topic(), make.member(email_confirmed_at=None), level="tracking"
        )
        assert recorded_follows()


@pytest.mark.django_db
class TestFollowTheme:
    def test_a_level_for_a_theme_can_be_chosen_and_changed(self):
        ana, theme = make.member(), make.theme()
        for level in ("tracking", "tracking", "muted"):
            actions.set_theme_level(theme, ana, level=level)
        assert ThemeFollow.objects.get().level == "muted"
        assert recorded_follows() == [("ThemeFollowed", "tracking"), ("ThemeFollowed", "muted")]

    def test_a_visitor_is_asked_to_sign_in(self):
        with pytest.raises(Refused, match="Sign in to follow"):
            actions.set_theme_level(make.theme(), AnonymousUser(), level="tracking")

    def test_themes_of_the_sign_up_are_tracked_once_and_later_choices_stay(self):
        ana, one, two = make.member(), make.theme(), make.theme()
        actions.set_theme_level(two, ana, level="muted")
        for _ in range(2):
            actions.track_sign_up_themes(ana.pk, [one.pk, two.pk, 999_999])
        assert dict(ThemeFollow.objects.values_list("theme", "level")) == {
            one.pk: "tracking",
            two.pk: "muted",
        }
        assert len(recorded_follows()) == 2


@pytest.mark.django_db
class TestRead:
    def test_a_position_never_moves_back_and_never_passes_the_last_post(self):
        ana, topic = make.member(), make.topic()
        make.post(topic)
        topic.refresh_from_db()
        for number, read in ((1, 1), (99, 2), (1, 2)):
            actions.mark_topic_read(ana, _reload(topic), number)
            assert ReadPosition.objects.get(member=ana).read == read

    def test_a_position_leaves_no_event(self):
        ana, topic, room = make.member(), make.topic(), make.room()
        make.message(room)
        before = Event.objects.count()
        actions.mark_topic_read(ana, topic, 1)
        room.refresh_from_db()
        actions.mark_room_read(ana, room, 1)
        assert RoomReadPosition.objects.get(member=ana).read == 1
        assert Event.objects.count() == before

    def test_marking_all_as_read_moves_positions_in_followed_topics_only(self, monkeypatch):
        monkeypatch.setattr(actions, "BATCH", 2)
        ana, theme = make.member(), make.theme()
        topics = [make.topic(within=theme) for _ in range(5)]
        other = make.topic()
        actions.mark_topic_read(ana, topics[0], 1)
        make.post(topics[0])
        actions.set_theme_level(theme, ana, level="tracking")
        actions.mark_all_read(ana, until=timezone.now())
        assert not followed_topics_to_mark_read(ana).exists()
        assert not ReadPosition.objects.filter(topic=other, member=ana).exists()


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db(transaction=True)),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database(request) -> None:
    """Run the test on both databases, with real transactions in every thread."""
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")


@pytest.mark.usefixtures("database")
def test_simultaneous_pages_leave_the_highest_position():
    ana, topic = make.member(), make.topic()

    def read(number):
        try:
            ReadPosition.objects.advance(number, member=ana, topic=topic)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, [3, 17, 5, 20, 1, 19, 2, 11]))
    assert ReadPosition.objects.get(member=ana).read == 20


@pytest.mark.usefixtures("database")
def test_following_and_notifications_work_on_both_databases():
    ana, theme = make.member("ana"), make.theme()
    actions.set_theme_level(theme, ana, level="watching")
    topic = make.topic(within=theme)
    assert ReadPosition.objects.watcher_ids(topic) == [ana.pk]
    for _ in range(2):
        Notification.objects.create_missing(
            [ana.pk], kind="reply", topic=topic, number=1, by_id=topic.author_id
        )
    assert list(Notification.objects.listed_for(ana).in_list_order()) == [
        Notification.objects.get()
    ]
    assert Notification.objects.with_visible_target(ana).exists()
    assert [row.first_unread for row in load_unread_topics(ana)] == [1]
    actions.mark_all_read(ana, until=timezone.now())
    assert not load_unread_topics(ana)
    post = make.post(topic)
    set_unread_since(PostPublished(post.pk, by=post.author_id))
    assert [row.unread_since for row in load_unread_topics(ana)] == [post.created_at]
    actions.mark_topic_read(ana, _reload(topic), 2)
    assert not load_unread_topics(ana)
    actions.mark_unread(ana, topic, 2)
    assert [row.first_unread for row in load_unread_topics(ana)] == [2]


def _reload(topic):
    return type(topic).objects.get(pk=topic.pk)
