"""The template tags of following, and how many queries they send."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from forum.following import actions
from forum.following.models import ReadPosition, RoomReadPosition
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db

FIRST_UNREAD = "{% first_unread conversation shown as p %}{{ p.number }} {{ p.url }}"


def render(member, tags: str, method: str = "get", **context) -> str:
    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user = member
    template = engines["django"].from_string("{% load following %}" + tags)
    return template.render(context, request).strip()


def first_unread(member, conversation, first: int, last: int, **options) -> str:
    conversation = type(conversation).objects.get(pk=conversation.pk)
    return render(
        member,
        FIRST_UNREAD,
        conversation=conversation,
        shown=(conversation.stream_name, first, last),
        **options,
    )


def last_read(member) -> int | None:
    return ReadPosition.objects.filter(member=member).values_list("read", flat=True).first()


class TestFirstUnread:
    def test_the_first_visit_has_no_divider_and_stores_the_position(self):
        ana, topic = make.member(), make.topic()
        make.post(topic)
        assert first_unread(ana, topic, 1, 2) == "None"
        assert last_read(ana) == 2

    def test_the_next_visit_begins_at_the_first_unread_post(self):
        ana, topic = make.member(), make.topic()
        first_unread(ana, topic, 1, 1)
        make.post(topic)
        assert first_unread(ana, topic, 1, 2) == "2"
        assert first_unread(ana, topic, 1, 2) == "None"

    def test_another_page_links_to_the_first_unread_post(self):
        ana, topic = make.member(), make.topic()
        first_unread(ana, topic, 1, 1)
        for _ in range(30):
            make.post(topic)
        assert first_unread(ana, topic, 21, 31) == f"2 /topics/{topic.pk}/2"

    def test_an_unfollowed_topic_is_unread_from_the_day_the_member_joined(self):
        topic = make.topic()
        make.post(topic)
        ana = make.member()
        assert first_unread(ana, topic, 1, 1) == "None"
        assert last_read(ana) == 2  # what was written before joining counts as read
        make.post(topic)
        assert first_unread(ana, topic, 1, 1) == f"3 /topics/{topic.pk}/3"
        assert first_unread(ana, topic, 1, 3) == "3"

    def test_an_old_topic_with_newer_posts_is_unread_from_the_first_newer_one(self):
        topic = make.topic()
        ana = make.member()
        make.post(topic)
        assert first_unread(ana, topic, 1, 2) == "2"

    def test_a_refused_form_and_a_visitor_move_no_position(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        first_unread(ana, topic, 1, 1, method="post")
        assert last_read(ana) is None
        with django_assert_num_queries(0):
            render(
                AnonymousUser(), FIRST_UNREAD, conversation=topic, shown=(topic.stream_name, 1, 1)
            )

    def test_the_tag_costs_one_query_and_a_second_one_where_the_position_advances(
        self, django_assert_num_queries
    ):
        ana, topic = make.member(), make.topic()
        for queries in (2, 1):
            fresh = Topic.objects.get(pk=topic.pk)
            with django_assert_num_queries(queries):
                render(
                    ana,
                    FIRST_UNREAD + "{% follow_topic_form conversation %}",
                    conversation=fresh,
                    shown=(fresh.stream_name, 1, 1),
                )
        make.post(topic)
        fresh = Topic.objects.get(pk=topic.pk)
        with django_assert_num_queries(2):
            render(ana, FIRST_UNREAD, conversation=fresh, shown=(fresh.stream_name, 1, 2))

    def test_a_room_has_a_divider_too(self):
        ana, room = make.member(), make.room()
        make.message(room)
        assert first_unread(ana, room, 1, 1) == "None"
        make.message(room)
        assert first_unread(ana, room, 1, 2) == "2"
        assert RoomReadPosition.objects.get(member=ana).read == 2


class TestUnread:
    def rows(self, member, *topics) -> list[tuple[int | None, bool]]:
        fresh = [Topic.objects.get(pk=topic.pk) for topic in topics]
        render(member, "{% add_unread_counts topics %}", topics=fresh)
        return [(topic.unread_count, topic.is_new) for topic in fresh]

    def test_an_opened_topic_counts_the_newer_posts(self):
        ana, topic = make.member(), make.topic()
        actions.mark_topic_read(ana, topic, 1)
        assert self.rows(ana, topic) == [(None, False)]
        make.post(topic)
        make.post(topic)
        assert self.rows(ana, topic) == [(2, True)]

    def test_a_never_opened_topic_is_new_when_it_is_followed_or_newer_than_the_account(self):
        old, followed = make.topic(), make.topic()
        ana = make.member()
        young, muted = make.topic(), make.topic()
        actions.set_topic_level(followed, ana, level="tracking")
        actions.set_topic_level(muted, ana, level="muted")
        new = [is_new for _, is_new in self.rows(ana, old, followed, young, muted)]
        assert new == [False, True, True, False]

    def test_a_visitor_sees_nothing_as_new_and_costs_no_query(self, django_assert_num_queries):
        topic = make.topic()
        with django_assert_num_queries(0):
            render(
                AnonymousUser(),
                "{% add_unread_counts topics %}{% follow_topic_form topic %}",
                topics=[topic],
                topic=topic,
            )
        assert (topic.unread_count, topic.is_new) == (None, False)


class TestForms:
    def test_the_form_of_a_topic_says_how_and_why_the_member_follows(self):
        ana, topic = make.member(), make.topic()
        actions.set_theme_level(topic.theme, ana, level="watching")
        html = render(ana, "{% follow_topic_form topic %}", topic=topic)
        assert 'value="watching" checked>' in html.replace("\n", "")
        assert "You follow its theme." in html
        assert f'action="/topics/{topic.pk}/follow/"' in html

    def test_the_form_of_a_theme_shows_the_level(self):
        theme = make.theme("savings")
        html = render(make.member(), "{% follow_theme_form theme %}", theme=theme)
        assert 'value="normal" checked>' in html.replace("\n", "")
        assert 'action="/themes/savings/follow/"' in html


def test_the_day_of_joining_counts_and_not_the_first_visit():
    ana, topic = make.member(joined_at=timezone.now() - timedelta(days=2)), make.topic()
    assert TestUnread().rows(ana, topic) == [(None, True)]
