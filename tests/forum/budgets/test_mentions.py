"""One text, and one member in one day, notify only so many by a mention."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bench.listeners import run_to_end
from forum.budgets.models import DailyUse
from forum.chat import actions as chat
from forum.chat.events import MessageEdited, MessageSaid
from forum.notifications import listeners
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.notifications.recipients import MAX_MENTIONS
from forum.topics import actions as topics
from forum.topics.events import PostDeleted, PostEdited, PostPublished
from tests import factories as make

pytestmark = pytest.mark.django_db


def mentions(first: int, last: int) -> str:
    return " ".join(f"@guest{number}" for number in range(first, last + 1))


@pytest.fixture
def guests():
    return [make.member(f"guest{number}") for number in range(1, 71)]


def notified() -> int:
    return Notification.objects.filter(kind=Kind.MENTION).count()


def post_and_notify(topic, author, source, **fields):
    post = make.post(topic, author, source, **fields)
    for _ in range(2):  # the worker may run a listener again
        run_to_end(listeners.notify_of_post, PostPublished(post.pk, by=author.pk))
    return post


def test_edits_of_a_post_notify_no_more_than_one_text(guests):
    ana = make.member("ana")
    post = post_and_notify(make.topic(), ana, mentions(1, 20))
    for version, first in enumerate((21, 41), 1):
        topics.edit(post, ana, source=mentions(first, first + 19), version=version)
        listeners.notify_of_edit(PostEdited(post.pk, by=ana.pk))
    assert notified() == MAX_MENTIONS == 20


def test_edits_of_a_message_notify_no_more_than_one_text(guests):
    ana = make.member("ana")
    message = make.message(make.room(), ana, mentions(1, 15))
    listeners.notify_of_message(MessageSaid(message.pk, by=ana.pk))
    chat.edit(message, ana, source=mentions(16, 35), version=1)
    listeners.notify_of_message(MessageEdited(message.pk, by=ana.pk))
    assert notified() == 20


def test_a_member_notifies_sixty_in_a_day(guests, settings):
    assert settings.MENTIONS_A_DAY == 60
    ana, topic = make.member("ana"), make.topic()
    for first in (1, 21, 41, 51):
        post_and_notify(topic, ana, mentions(first, first + 19))
    assert notified() == 60
    post_and_notify(topic, make.member("ben"), mentions(1, 5))
    assert notified() == 65


def test_deleting_a_post_does_not_renew_the_budget(guests):
    ana, topic = make.member("ana"), make.topic()
    for first in (1, 21, 41):
        post = post_and_notify(topic, ana, mentions(first, first + 19))
        topics.delete(post, ana)
        listeners.delete_notifications_of_removed_post(PostDeleted(post.pk, by=ana.pk))
    post_and_notify(topic, ana, mentions(1, 20))
    assert notified() == 0


def test_the_next_day_is_a_new_budget(guests):
    ana, topic = make.member("ana"), make.topic()
    for first in (1, 21, 41):
        post_and_notify(topic, ana, mentions(first, first + 19))
    DailyUse.objects.update(day=timezone.now().date() - timedelta(days=1))
    post_and_notify(topic, ana, mentions(61, 70))
    assert notified() == 70


def test_a_reply_notifies_even_if_its_mention_is_over_the_budget(settings):
    settings.MENTIONS_A_DAY = 0
    ben, ana = make.member("ben"), make.member("ana")
    post_and_notify(make.topic(ben), ana, "Thank you, @ben", reply_to=1)
    assert list(Notification.objects.values_list("member", "kind")) == [(ben.pk, Kind.REPLY)]
