"""Who gets a row, before anything is sent."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.events import MemberClosed
from accounts.models import Member
from bench.listeners import run_to_end
from forum.enquiries import actions as enquiries
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import listeners
from forum.mail.models import MailItem, MailSettings
from forum.topics import actions as topics
from forum.topics.events import PostPublished
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, str]]:
    return sorted((item.member.handle, item.kind) for item in worker.write_rows())


def wants(member, **choices) -> None:
    MailSettings.objects.choose(member, **choices)


def test_a_reply_and_a_mention_are_mailed_by_default():
    topic = make.topic(make.member("ana"))
    make.member("ben")
    make.post(topic, source="What about @ben?", reply_to=1)
    assert rows() == [("ana", "reply"), ("ben", "mention")]


def test_a_new_post_is_mailed_to_those_who_watch_only_if_they_chose_it():
    topic = make.topic(make.member("ana"))
    worker.run_listeners()
    for handle in ("ben", "eva"):
        following.set_topic_level(topic, make.member(handle), level=Level.WATCHING)
    wants(Member.objects.get(handle="ben"), watched="at_once")
    make.post(topic)
    assert rows() == [("ben", "watched")]


def test_the_first_post_of_a_theme_is_mailed_to_those_who_track_it_and_chose_it():
    theme, ben, eva = make.theme(), make.member("ben"), make.member("eva")
    for member in (ben, eva):
        following.set_theme_level(theme, member, level=Level.TRACKING)
    wants(ben, topic="at_once")
    topic = make.topic(within=theme)
    make.post(topic)
    assert rows() == [("ben", "topic")]


def test_the_strongest_kind_that_a_member_wants_counts():
    ben = make.member("ben")
    topic = make.topic()
    worker.run_listeners()
    following.set_topic_level(topic, ben, level=Level.WATCHING)
    wants(ben, mention="site", watched="at_once")
    make.post(topic, source="Hello @ben")
    assert rows() == [("ben", "watched")]


def test_an_edit_mails_only_those_whom_the_new_text_mentions():
    author, topic = make.member("ana"), make.topic()
    make.member("ben")
    make.member("eva")
    post = make.post(topic, author, "Hello @ben")
    assert rows() == [("ben", "mention")]
    topics.edit(post, author, source="Hello @ben and @eva", language="en", version=1)
    assert rows() == [("ben", "mention"), ("eva", "mention")]


def test_a_message_between_a_member_and_facilitators_is_mailed_to_the_other_side():
    facilitator, ana = make.member("fay"), make.member("ana")
    theme = make.theme(facilitators=(facilitator,))
    enquiries.write(theme, ana, ana, source="Hi", nonce=uuid.uuid4())
    assert rows() == [("fay", "message")]
    enquiries.write(theme, ana, facilitator, source="Hello", nonce=uuid.uuid4())
    assert rows() == [("ana", "message"), ("fay", "message")]


def test_nobody_gets_what_they_wrote_or_what_was_hidden_before_the_worker_came():
    ana, fay = make.member("ana"), make.member("fay")
    theme = make.theme(facilitators=(fay,))
    topic = make.topic(ana, within=theme)
    make.post(topic, ana, "@ana, me", reply_to=1)
    post = make.post(topic, source="@ana, you")
    topics.hide(post, fay, why="spam")
    assert rows() == []


@pytest.mark.parametrize(
    "state",
    [
        {"closed_at": timezone.now()},
        {"is_active": False},
        {"email_confirmed_at": None},
    ],
)
def test_accounts_that_cannot_get_mail_have_no_row(state):
    ana = make.member("ana")
    topic = make.topic(ana)
    Member.objects.filter(pk=ana.pk).update(**state)
    make.post(topic, reply_to=1)
    assert rows() == []


def test_during_a_pause_nothing_is_written():
    ana = make.member("ana")
    wants(ana, paused_until=timezone.now().date() + timedelta(days=1))
    make.post(make.topic(ana), reply_to=1)
    assert rows() == []


def test_a_listener_that_runs_twice_and_in_pieces_writes_each_row_once(monkeypatch):
    monkeypatch.setattr(listeners, "BATCH", 2)
    topic = make.topic()
    members = [make.member() for _ in range(5)]
    for member in members:
        wants(member, watched="at_once")
        following.set_topic_level(topic, member, level=Level.WATCHING)
    post = make.post(topic)
    event = PostPublished(post.pk, by=post.author_id)
    first = next(listeners.queue_post(event, None))
    assert MailItem.objects.count() == 2
    for _key in listeners.queue_post(event, first):
        pass
    run_to_end(listeners.queue_post, event)
    assert sorted(MailItem.objects.values_list("member", flat=True)) == [m.pk for m in members]


def test_the_queries_of_a_listener_do_not_grow_with_the_followers(django_assert_max_num_queries):
    topic = make.topic()
    for _ in range(20):
        member = make.member()
        wants(member, watched="at_once")
        following.set_topic_level(topic, member, level=Level.WATCHING)
    post = make.post(topic)
    with django_assert_max_num_queries(12):
        run_to_end(listeners.queue_post, PostPublished(post.pk, by=post.author_id))
    assert MailItem.objects.count() == 20


def test_a_closed_account_leaves_nothing():
    ana = make.member("ana")
    wants(ana, watched="at_once")
    make.post(make.topic(ana), reply_to=1)
    assert rows()
    listeners.delete_mail_of_closed_account(MemberClosed(ana.pk, by=ana.pk))
    assert not MailItem.objects.exists() and not MailSettings.objects.exists()
