"""What is unread, as of what the member has seen: counts, following, marking as read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.following import actions
from forum.following.listeners import set_unread_since
from forum.following.models import ReadPosition, ThemeFollow
from forum.following.unread_topics import load_unread_topics
from forum.notifications.models import Notification
from forum.topics import actions as topic_actions
from forum.topics.events import PostPublished
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def post_and_run_listener(topic, author=None):
    post = make.post(topic, author)
    set_unread_since(PostPublished(post.pk, by=post.author_id))
    return post


def rows(client) -> dict[str, int]:
    """The titles and unread counts on the Following page."""
    page = client.get("/following/")
    return {row.topic.title: row.unread_count for row in page.context["rows"]}


def shown_as_new(client, theme) -> set[str]:
    topics = client.get(theme.get_absolute_url()).context["topics"]
    return {topic.title for topic in topics if topic.is_new}


class TestFollowingMeansFromNowOn:
    def test_the_past_of_a_theme_is_not_new_and_what_comes_later_is(self, client, ana):
        theme = make.theme()
        old = make.topic(within=theme, title="Old")
        for _ in range(3):
            make.post(old)
        ana.joined_at = timezone.now()
        ana.save()
        actions.set_theme_level(theme, ana, level="tracking")
        assert rows(client) == {} and shown_as_new(client, theme) == set()

        make.topic(within=theme, title="New")
        post_and_run_listener(old)
        post_and_run_listener(old)
        assert rows(client) == {"New": 1, "Old": 2} and shown_as_new(client, theme) == {
            "New",
            "Old",
        }
        [row] = [row for row in load_unread_topics(ana) if row.title == "Old"]
        assert row.first_unread == 5

    def test_a_newcomer_who_ticks_all_themes_starts_with_nothing_new(self, client, ana):
        themes = [make.topic().theme for _ in range(3)]
        actions.track_sign_up_themes(ana.pk, [theme.pk for theme in themes])
        assert rows(client) == {}

    def test_a_post_from_before_the_follow_opens_nothing_when_its_listener_is_late(self, ana):
        topic = make.topic()
        post = make.post(topic)
        actions.set_theme_level(topic.theme, ana, level="watching")
        set_unread_since(PostPublished(post.pk, by=post.author_id))
        assert load_unread_topics(ana) == []

    def test_another_level_keeps_the_time_and_following_again_starts_again(self, ana):
        theme = make.theme()
        follow = actions.set_theme_level(theme, ana, level="tracking")
        since = ThemeFollow.objects.get().since
        actions.set_theme_level(theme, ana, level="watching")
        assert ThemeFollow.objects.get(pk=follow.pk).since == since
        actions.set_theme_level(theme, ana, level="normal")
        actions.set_theme_level(theme, ana, level="tracking")
        assert ThemeFollow.objects.get(pk=follow.pk).since > since


class TestRemovedPosts:
    def test_they_are_in_no_unread_count(self, client, ana):
        topic = make.topic(title="Loans")
        actions.mark_topic_read(ana, topic, 1)
        actions.set_topic_level(topic, ana, level="tracking")
        posts = [post_and_run_listener(topic) for _ in range(4)]
        for post in posts[1:3]:
            topic_actions.delete(post, post.author)
        assert rows(client) == {"Loans": 2}
        [listed] = client.get(topic.theme.get_absolute_url()).context["topics"]
        assert (listed.unread_count, listed.reply_count) == (2, 2)

    def test_a_topic_with_nothing_but_removed_posts_is_not_new(self, client, ana):
        topic = make.topic()
        actions.mark_topic_read(ana, topic, 1)
        post = make.post(topic)
        topic_actions.delete(post, post.author)
        assert shown_as_new(client, topic.theme) == set()


class TestMarkAllRead:
    """The page was made before the newest post or notification."""

    def test_what_came_after_the_following_page_stays_unread(self, client, ana):
        topic = make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        page_time = client.get("/following/").context["page_time"]
        late = post_and_run_listener(topic)
        client.post("/following/read/", {"until": page_time.isoformat()})
        position = ReadPosition.objects.get(member=ana)
        assert (position.read, position.unread_since) == (1, late.created_at)
        assert [row.first_unread for row in load_unread_topics(ana)] == [2]

    def test_a_topic_that_began_after_the_theme_page_stays_new(self, client, ana):
        theme = make.topic().theme
        page_time = client.get(theme.get_absolute_url()).context["page_time"]
        make.topic(within=theme, title="Late")
        address = reverse("following:mark_theme_read", args=[theme.slug])
        client.post(address, {"until": page_time.isoformat()})
        assert shown_as_new(client, theme) == {"Late"}

    def test_a_notification_that_came_after_the_list_stays_unread(self, client, ana):
        topic = make.topic()
        make.post(topic)
        fields = {"kind": "reply", "topic": topic, "by_id": topic.author_id}
        Notification.objects.create_missing([ana.pk], number=1, **fields)
        page_time = client.get("/notifications/").context["page_time"]
        Notification.objects.create_missing([ana.pk], number=2, **fields)
        client.post("/notifications/read/", {"until": page_time.isoformat()})
        assert Notification.objects.unread_count(ana) == 1

    @pytest.mark.parametrize("until", ["", "yesterday", "9999-12-31T23:59:59Z", "\0"])
    def test_without_a_time_or_with_a_later_one_it_is_now(self, client, ana, until):
        topic = make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        client.post("/following/read/", {"until": until})
        assert load_unread_topics(ana) == []

    def test_a_page_of_yesterday_marks_nothing_newer(self, client, ana):
        topic = make.topic()
        actions.set_topic_level(topic, ana, level="tracking")
        yesterday = timezone.now() - timedelta(days=1)
        client.post("/following/read/", {"until": yesterday.isoformat()})
        assert len(load_unread_topics(ana)) == 1
