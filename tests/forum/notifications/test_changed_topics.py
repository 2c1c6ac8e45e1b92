"""The author of a topic is told when a facilitator moves it, retitles it or closes it."""

import pytest

from forum.facilitation import actions as facilitation
from forum.facilitation.move_actions import merge
from forum.notifications.models import Notification
from tests import factories as make
from tests.forum.notifications.test_listeners import run_recorded_twice

pytestmark = pytest.mark.django_db

CHANGES = {
    "moved": lambda topic, by: facilitation.move(topic, by, theme=make.theme()),
    "retitled": lambda topic, by: facilitation.retitle(topic, by, title="Another title"),
    "closed": lambda topic, by: facilitation.set_closed(topic, by, closed=True),
}
EVENTS = ("TopicMoved", "TopicRetitled", "TopicClosed")


def a_topic(author):
    eva = make.member("eva")
    return make.topic(author, within=make.theme("care", facilitators=(eva,))), eva


@pytest.mark.parametrize("kind", CHANGES)
def test_the_author_is_told_once_for_each_change(client, kind):
    ben = make.member("ben")
    topic, eva = a_topic(ben)
    CHANGES[kind](topic, eva)
    run_recorded_twice(*EVENTS)
    notification = Notification.objects.get(member=ben)
    assert (notification.kind, notification.by, notification.read_at) == (kind, eva, None)
    client.force_login(ben)
    assert notification.sentence in client.get("/notifications/").content.decode()
    assert notification.target_url == f"/topics/{topic.pk}/1"


@pytest.mark.parametrize("kind", CHANGES)
def test_a_facilitator_is_not_told_of_their_own_change(kind):
    eva = make.member("eva")
    topic = make.topic(eva, within=make.theme("care", facilitators=(eva,)))
    CHANGES[kind](topic, eva)
    run_recorded_twice(*EVENTS)
    assert not Notification.objects.exists()


def test_the_author_is_told_that_their_topic_was_merged_and_not_of_another_theme():
    ben = make.member("ben")
    topic, eva = a_topic(ben)
    merge(topic, eva, target=make.topic(eva, within=topic.theme))
    run_recorded_twice("TopicMerged")
    notification = Notification.objects.get(member=ben)
    assert notification.sentence == "Eva moved all posts of your topic into another one"
