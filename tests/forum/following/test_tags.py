"""What other slices' pages show of following, and what it costs."""

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

PLACE = "{% first_unread line shown as p %}{{ p.number }} {{ p.url }}"


def shown(member, tags: str, method: str = "get", **context) -> str:
    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user = member
    template = engines["django"].from_string("{% load following %}" + tags)
    return template.render(context, request).strip()


def place(member, line, first: int, last: int, **options) -> str:
    line = type(line).objects.get(pk=line.pk)
    return shown(member, PLACE, line=line, shown=(line.stream_name, first, last), **options)


def read(member) -> int | None:
    return ReadPosition.objects.filter(member=member).values_list("read", flat=True).first()


class TestPlace:
    def test_a_first_visit_has_no_divider_and_is_remembered(self):
        ana, topic = make.member(), make.topic()
        make.post(topic)
        assert place(ana, topic, 1, 2) == "None"
        assert read(ana) == 2

    def test_the_next_visit_begins_at_the_first_unread_post(self):
        ana, topic = make.member(), make.topic()
        place(ana, topic, 1, 1)
        make.post(topic)
        assert place(ana, topic, 1, 2) == "2"
        assert place(ana, topic, 1, 2) == "None"

    def test_another_page_links_to_it(self):
        ana, topic = make.member(), make.topic()
        place(ana, topic, 1, 1)
        for _ in range(30):
            make.post(topic)
        assert place(ana, topic, 21, 31) == f"2 /topics/{topic.pk}/2"

    def test_an_unfollowed_topic_is_new_from_the_day_one_joined(self):
        topic = make.topic()
        make.post(topic)
        ana = make.member()
        assert place(ana, topic, 1, 1) == "None"
        assert read(ana) == 2  # what was written before joining counts as read
        make.post(topic)
        assert place(ana, topic, 1, 1) == f"3 /topics/{topic.pk}/3"
        assert place(ana, topic, 1, 3) == "3"

    def test_an_old_topic_that_went_on_is_new_from_there(self):
        topic = make.topic()
        ana = make.member()
        make.post(topic)
        assert place(ana, topic, 1, 2) == "2"

    def test_a_refused_form_and_a_visitor_move_nothing(self, django_assert_num_queries):
        ana, topic = make.member(), make.topic()
        place(ana, topic, 1, 1, method="post")
        assert read(ana) is None
        with django_assert_num_queries(0):
            shown(AnonymousUser(), PLACE, line=topic, shown=(topic.stream_name, 1, 1))

    def test_it_costs_a_query_and_another_where_the_position_advances(
        self, django_assert_num_queries
    ):
        ana, topic = make.member(), make.topic()
        for queries in (2, 1):
            fresh = Topic.objects.get(pk=topic.pk)
            with django_assert_num_queries(queries):
                shown(
                    ana,
                    PLACE + "{% follow_topic_form line %}",
                    line=fresh,
                    shown=(fresh.stream_name, 1, 1),
                )
        make.post(topic)
        fresh = Topic.objects.get(pk=topic.pk)
        with django_assert_num_queries(2):
            shown(ana, PLACE, line=fresh, shown=(fresh.stream_name, 1, 2))

    def test_a_room_has_its_divider_too(self):
        ana, room = make.member(), make.room()
        make.message(room)
        assert place(ana, room, 1, 1) == "None"
        make.message(room)
        assert place(ana, room, 1, 2) == "2"
        assert RoomReadPosition.objects.get(member=ana).read == 2


class TestUnread:
    def rows(self, member, *topics) -> list[tuple[int | None, bool]]:
        fresh = [Topic.objects.get(pk=topic.pk) for topic in topics]
        shown(member, "{% add_unread_counts topics %}", topics=fresh)
        return [(topic.unread_count, topic.is_new) for topic in fresh]

    def test_a_topic_opened_before_counts_what_came_since(self):
        ana, topic = make.member(), make.topic()
        actions.mark_topic_read(ana, topic, 1)
        assert self.rows(ana, topic) == [(None, False)]
        make.post(topic)
        make.post(topic)
        assert self.rows(ana, topic) == [(2, True)]

    def test_a_topic_never_opened_is_new_when_newer_than_joining_or_followed(self):
        old, followed = make.topic(), make.topic()
        ana = make.member()
        young, muted = make.topic(), make.topic()
        actions.follow_topic(followed, ana, level="tracking")
        actions.follow_topic(muted, ana, level="muted")
        new = [is_new for _, is_new in self.rows(ana, old, followed, young, muted)]
        assert new == [False, True, True, False]

    def test_a_visitor_has_nothing_new_and_costs_nothing(self, django_assert_num_queries):
        topic = make.topic()
        with django_assert_num_queries(0):
            shown(
                AnonymousUser(),
                "{% add_unread_counts topics %}{% follow_topic_form topic %}",
                topics=[topic],
                topic=topic,
            )
        assert (topic.unread_count, topic.is_new) == (None, False)


class TestForms:
    def test_the_page_says_how_and_why_one_follows(self):
        ana, topic = make.member(), make.topic()
        actions.follow_theme(topic.theme, ana, level="watching")
        html = shown(ana, "{% follow_topic_form topic %}", topic=topic)
        assert '<option value="watching" selected>' in html
        assert "You follow its theme." in html
        assert f'action="/topics/{topic.pk}/follow/"' in html

    def test_a_themes_form_stands_on_its_page(self):
        theme = make.theme("savings")
        html = shown(make.member(), "{% follow_theme_form theme %}", theme=theme)
        assert '<option value="normal" selected>' in html
        assert 'action="/themes/savings/follow/"' in html


def test_joining_is_what_counts_not_the_first_visit():
    ana, topic = make.member(joined_at=timezone.now() - timedelta(days=2)), make.topic()
    assert TestUnread().rows(ana, topic) == [(None, True)]
