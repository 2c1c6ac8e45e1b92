"""Which level counts, who watches, and what the Following page lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.following import actions
from forum.following.listeners import follow_what_one_writes
from forum.following.models import Position, row_key, unread_in, written_before
from forum.topics import actions as topics
from forum.topics.events import PostPublished
from forum.topics.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db


def standing(member, topic) -> tuple[str, str]:
    topic = type(topic).objects.get(pk=topic.pk)
    Position.objects.note(member, [topic])
    return topic.my_level, topic.my_reason


def wrote(topic, member) -> None:
    post = make.post(topic, member)
    follow_what_one_writes(PostPublished(post.pk, by=member.pk))


class TestLevel:
    def test_the_topics_own_level_counts_more_than_its_themes(self):
        ana, topic = make.member(), make.topic()
        assert standing(ana, topic) == ("normal", "")
        actions.follow_theme(topic.theme, ana, level="watching")
        assert standing(ana, topic) == ("watching", "theme")
        actions.follow_topic(topic, ana, level="muted")
        assert standing(ana, topic) == ("muted", "chosen")

    @pytest.mark.parametrize(
        ("theme", "level"),
        [("muted", "muted"), ("watching", "watching"), ("tracking", "tracking"), ("normal", "tracking")],
    )
    def test_writing_tracks_a_topic_and_overrides_no_choice_for_its_theme(self, theme, level):
        ana, topic = make.member(), make.topic()
        actions.follow_theme(topic.theme, ana, level=theme)
        wrote(topic, ana)
        assert standing(ana, topic)[0] == level

    def test_one_query_for_all_topics_of_a_page(self, django_assert_num_queries):
        ana, listed = make.member(), [make.topic() for _ in range(5)]
        with django_assert_num_queries(1):
            Position.objects.note(ana, listed)


class TestWatchers:
    def test_they_are_those_whose_level_counts_as_watching(self, django_assert_num_queries):
        ana, ben, eva, joe = (make.member() for _ in range(4))
        topic = make.topic(ana)
        actions.follow_topic(topic, ben, level="watching")
        actions.follow_theme(topic.theme, eva, level="watching")
        actions.follow_theme(topic.theme, joe, level="watching")
        actions.follow_topic(topic, joe, level="muted")
        with django_assert_num_queries(1):
            assert sorted(Position.objects.watchers_of(topic)) == sorted([ben.pk, eva.pk])


class TestUnread:
    def test_what_waited_longest_comes_first_and_pages_follow_each_other(self):
        ana = make.member()
        followed = [make.topic() for _ in range(4)]
        for topic in followed:
            actions.follow_topic(topic, ana, level="tracking")
            actions.read_topic(ana, topic, 1)
        for topic in reversed(followed):
            make.post(topic)
        found = list(unread_in(ana))
        assert found == list(reversed(followed))
        assert list(unread_in(ana, row_key(found[1]))) == found[2:]
        assert {(topic.first_unread, topic.my_read) for topic in found} == {(2, 1)}

    def test_muted_hidden_unfollowed_and_read_topics_are_not_there(self):
        ana, theme = make.member(), make.theme()
        muted, hidden, read = (make.topic(within=theme) for _ in range(3))
        make.topic()
        actions.follow_theme(theme, ana, level="tracking")
        actions.follow_topic(muted, ana, level="muted")
        actions.read_topic(ana, read, 1)
        type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
        assert not unread_in(ana).exists()

    def test_a_deleted_post_is_not_what_one_reads_on_at(self):
        ana, ben, topic = make.member(), make.member(), make.topic()
        actions.follow_topic(topic, ana, level="tracking")
        actions.read_topic(ana, topic, 1)
        gone = make.post(topic, ben)
        topics.delete(gone, ben)
        assert not unread_in(ana).exists()
        make.post(topic)
        assert unread_in(ana).get().first_unread == 3


class TestWrittenBefore:
    def test_it_is_the_last_number_that_is_not_newer(self):
        topic = make.topic()
        for _ in range(3):
            make.post(topic)
        for number in range(1, 5):
            Post.objects.filter(topic=topic, number=number).update(created_at=day(number))
        topic.refresh_from_db()
        topic.created_at, topic.last_post_at = day(1), day(4)
        assert [written_before(day(n), topic) for n in (0, 2.5, 5)] == [0, 2, 4]


def day(n: float):
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=n)
