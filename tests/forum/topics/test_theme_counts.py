"""A theme's counters follow its topics, whatever happens to them and however often it is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.facilitation import actions as facilitation
from forum.themes.models import Theme
from forum.topics import actions, theme_counts
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def counters(theme):
    theme = Theme.objects.get(pk=theme.pk)
    return theme.topic_count, theme.post_count, theme.last_post_at


def counted(topic, times=2):
    """What the topic's theme shows after it was counted, and again."""
    for _time in range(times):
        theme_counts.update_theme_counts(topic.pk)
    return counters(topic.theme)


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True)


def test_posts_come_and_go():
    topic = make.topic()
    assert counted(topic)[:2] == (1, 1)
    reply = make.post(topic)
    assert counted(topic) == (1, 2, reply.created_at)
    actions.delete(reply, reply.author)
    topic.refresh_from_db()
    assert counted(topic) == (1, 1, topic.last_post_at)


def test_a_hidden_topic_is_taken_off_and_given_back(boss):
    topic = make.topic()
    other = make.topic(within=topic.theme)
    counted(other)
    counted(topic)
    facilitation.hide_topic(topic, boss, why="Spam.")
    assert counted(topic) == (1, 1, other.last_post_at)
    facilitation.unhide_topic(topic, boss)
    assert counted(topic)[:2] == (2, 2)


def test_a_moved_topic_is_counted_where_it_is(boss):
    topic, home = make.topic(), make.theme()
    left = topic.theme
    counted(topic)
    facilitation.move(topic, boss, theme=home)
    topic.refresh_from_db()
    assert counted(topic)[:2] == (1, 1)
    assert counters(left) == (0, 0, None)


def test_counting_anew_agrees(boss):
    topic = make.topic()
    make.post(topic)
    before = counted(topic)
    Theme.objects.update(topic_count=7, post_count=7)
    theme_counts.recount_theme(topic.theme_id)
    assert counters(topic.theme) == before == counted(topic)


def test_its_cost_does_not_grow_with_the_theme():
    topic = make.topic()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            theme_counts.update_theme_counts(topic.pk)
        return len(found)

    few = queries()
    for _each in range(8):
        counted(make.topic(within=topic.theme))
    assert queries() == few
