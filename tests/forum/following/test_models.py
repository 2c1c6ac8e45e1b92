"""Which level counts, who watches, and which topics the Following page lists."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.management import call_command
from django.utils import timezone

from forum.following import actions
from forum.following.levels import FOLLOWED_LEVELS, Level
from forum.following.listeners import mark_read_and_track_for_author, set_unread_since
from forum.following.models import ReadPosition, ThemeFollow
from forum.following.reading_state import last_number_at, with_reading_state
from forum.following.unread_topics import followed_topics_to_mark_read, load_unread_topics, row_key
from forum.topics import actions as topics
from forum.topics.events import PostPublished
from forum.topics.models import Post, Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def level_and_reason(member, topic) -> tuple[str, str]:
    topic = type(topic).objects.get(pk=topic.pk)
    ReadPosition.objects.attach_reading_state(member, [topic])
    return topic.my_level, topic.my_reason


def post_as(topic, member) -> None:
    post = make.post(topic, member)
    mark_read_and_track_for_author(PostPublished(post.pk, by=member.pk))


def post_and_run_listener(topic, author=None) -> Post:
    """A post for which the worker has run its listener."""
    post = make.post(topic, author)
    set_unread_since(PostPublished(post.pk, by=post.author_id))
    return post


class TestLevel:
    def test_the_topics_own_level_counts_more_than_its_themes(self):
        ana, topic = make.member(), make.topic()
        assert level_and_reason(ana, topic) == ("normal", "")
        actions.set_theme_level(topic.theme, ana, level="watching")
        assert level_and_reason(ana, topic) == ("watching", "theme")
        actions.set_topic_level(topic, ana, level="muted")
        assert level_and_reason(ana, topic) == ("muted", "chosen")

    @pytest.mark.parametrize(
        ("theme", "level"),
        [
            ("muted", "muted"),
            ("watching", "watching"),
            ("tracking", "tracking"),
            ("normal", "tracking"),
        ],
    )
    def test_writing_tracks_a_topic_and_overrides_no_choice_for_its_theme(self, theme, level):
        ana, topic = make.member(), make.topic()
        actions.set_theme_level(topic.theme, ana, level=theme)
        post_as(topic, ana)
        assert level_and_reason(ana, topic)[0] == level

    def test_the_rule_in_python_equals_the_rule_in_sql(self):
        ana, topic = make.member(), make.topic()
        levels = [None, *Level.values]
        for own, reason, of_theme in product(levels, ["", "chosen", "wrote"], levels):
            ReadPosition.objects.filter(member=ana).delete()
            ThemeFollow.objects.filter(member=ana).delete()
            if own is not None:
                ReadPosition.objects.create(member=ana, topic=topic, level=own, reason=reason)
            if of_theme is not None:
                ThemeFollow.objects.create(member=ana, theme=topic.theme, level=of_theme)
            in_sql = with_reading_state(Topic.objects.filter(pk=topic.pk), ana).get()
            expected = (in_sql.my_level, in_sql.my_reason)
            assert level_and_reason(ana, topic) == expected, (own, reason, of_theme)

    def test_all_topics_of_a_page_cost_one_query(self, django_assert_num_queries):
        ana, listed = make.member(), [make.topic() for _ in range(5)]
        with django_assert_num_queries(1):
            ReadPosition.objects.attach_reading_state(ana, listed)


class TestWatchers:
    def test_watchers_are_the_members_with_the_effective_level_watching(
        self, django_assert_num_queries
    ):
        ana, ben, eva, joe = (make.member() for _ in range(4))
        topic = make.topic(ana)
        actions.set_topic_level(topic, ben, level="watching")
        actions.set_theme_level(topic.theme, eva, level="watching")
        actions.set_theme_level(topic.theme, joe, level="watching")
        actions.set_topic_level(topic, joe, level="muted")
        with django_assert_num_queries(1):
            assert sorted(ReadPosition.objects.watcher_ids(topic)) == sorted([ben.pk, eva.pk])


class TestUnread:
    def test_the_longest_unread_topic_comes_first_and_the_key_leads_to_the_next_page(self):
        ana = make.member()
        followed = [make.topic() for _ in range(4)]
        for topic in followed:
            actions.set_topic_level(topic, ana, level="tracking")
            actions.mark_topic_read(ana, topic, 1)
        for topic in reversed(followed):
            post_and_run_listener(topic)
        unread = load_unread_topics(ana)
        assert unread == list(reversed(followed))
        assert load_unread_topics(ana, row_key(unread[1])) == unread[2:]
        assert {(topic.first_unread, topic.my_last_read) for topic in unread} == {(2, 1)}

    def test_opened_and_never_opened_topics_share_one_order_on_every_page(self):
        ana, theme = make.member(), make.theme()
        actions.set_theme_level(theme, ana, level="tracking")
        topics = [make.topic(within=theme) for _ in range(6)]
        for topic in topics[::2]:
            actions.mark_topic_read(ana, topic, 1)
        for topic in topics[:3]:
            post_and_run_listener(topic)
        expected = [topics[1], topics[3], topics[5], topics[0], topics[2]]
        seen, after = [], ""
        while page := load_unread_topics(ana, after, limit=2):
            seen, after = seen + page, row_key(page[-1])
        assert seen == expected
        assert {topic.my_reason for topic in seen} == {"theme"}

    @pytest.mark.parametrize("by_theme", ["", "muted", "normal", "tracking", "watching"])
    @pytest.mark.parametrize("mine", ["", "wrote", "muted", "normal", "tracking", "watching"])
    def test_the_following_page_and_the_topic_agree_on_the_level(self, mine, by_theme):
        ana, topic = make.member(), make.topic()
        if by_theme:
            actions.set_theme_level(topic.theme, ana, level=by_theme)
        if mine == "wrote":
            post_as(topic, ana)
        elif mine:
            actions.set_topic_level(topic, ana, level=mine)
        actions.mark_topic_read(ana, topic, 1)
        post_and_run_listener(topic)
        level, reason = level_and_reason(ana, topic)
        listed = [row.my_reason for row in load_unread_topics(ana)]
        assert listed == ([reason] if level in FOLLOWED_LEVELS else [])
        assert listed == [row.my_reason for row in followed_topics_to_mark_read(ana)]

    def test_muted_hidden_unfollowed_and_read_topics_are_not_listed(self):
        ana, theme = make.member(), make.theme()
        muted, hidden, read = (make.topic(within=theme) for _ in range(3))
        make.topic()
        actions.set_theme_level(theme, ana, level="tracking")
        actions.set_topic_level(muted, ana, level="muted")
        actions.mark_topic_read(ana, read, 1)
        type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
        assert not load_unread_topics(ana)

    def test_a_post_that_is_marked_as_unread_is_unread_since_it_was_written(self):
        ana, topic = make.member(), make.topic()
        second = make.post(topic)
        actions.set_topic_level(topic, ana, level="tracking")
        for number in (1, 2):
            actions.mark_topic_read(ana, type(topic).objects.get(pk=topic.pk), number)
            assert [row.unread_since for row in load_unread_topics(ana)] == [second.created_at][
                number - 1 :
            ]
        actions.mark_unread(ana, topic, 2)
        assert [row.unread_since for row in load_unread_topics(ana)] == [second.created_at]
        actions.mark_all_read(ana, until=timezone.now())
        assert not load_unread_topics(ana)

    def test_doctor_finds_a_post_for_which_no_listener_ran(self):
        ana, topic = make.member(), make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        actions.mark_topic_read(ana, topic, 1)
        make.post(topic)
        assert not load_unread_topics(ana)
        call_command("doctor", "--fix", "--only", "unread-since")
        assert [row.first_unread for row in load_unread_topics(ana)] == [2]

    def test_a_deleted_post_is_never_the_first_unread_one(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        actions.mark_topic_read(ana, topic, 1)
        gone = post_and_run_listener(topic, ben)
        topics.delete(gone, ben)
        assert not load_unread_topics(ana)
        post_and_run_listener(topic)
        assert [row.first_unread for row in load_unread_topics(ana)] == [3]


class TestLastNumberAt:
    def test_it_is_the_last_number_that_is_not_newer_than_the_moment(self):
        topic = make.topic()
        for _ in range(3):
            make.post(topic)
        for number in range(1, 5):
            Post.objects.filter(topic=topic, number=number).update(created_at=day(number))
        topic.refresh_from_db()
        topic.created_at, topic.last_post_at = day(1), day(4)
        assert [last_number_at(day(n), topic) for n in (0, 2.5, 5)] == [0, 2, 4]


def day(n: float):
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=n)
