"""Who is told of what; every listener twice is once, and nobody is told of their own doing."""

import pytest
from django.utils import timezone

from accounts.events import MemberClosed
from forum.chat import actions as chat
from forum.chat.events import MessageEdited, MessageHidden, MessageReported, MessageSaid
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.notifications import listeners, recipients
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.topics.events import (
    PostDeleted,
    PostEdited,
    PostHidden,
    PostPublished,
    PostReported,
    TopicHidden,
    TopicStarted,
)
from forum.topics.models import Topic
from tests import factories as make

pytestmark = pytest.mark.django_db


def twice(listener, event) -> None:
    listener(event)
    listener(event)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("pk").select_related("member")
    return sorted((row.member.handle, row.kind) for row in rows)


def publish(topic, author=None, source="A reply.", **fields):
    post = make.post(topic, author, source, **fields)
    twice(listeners.notify_of_post, PostPublished(post.pk, by=post.author_id))
    return post


class TestPost:
    def test_a_reply_reaches_the_author_it_answers(self):
        topic = make.topic(make.member("ana"))
        publish(topic, reply_to=1)
        assert told() == [("ana", "reply")]

    def test_a_mention_reaches_whoever_is_named_once(self):
        make.member("Ana.B")
        publish(make.topic(), source="What does @ana.b think? And @ana.b, and @nobody.here.")
        assert told() == [("Ana.B", "mention")]

    def test_a_new_topic_can_mention_too(self):
        make.member("ana")
        topic = make.topic(source="For @ana")
        twice(listeners.notify_of_post, TopicStarted(topic.posts.get().pk, by=topic.author_id))
        assert told() == [("ana", "mention")]

    def test_watching_a_topic_or_its_theme_tells_of_every_post(self):
        topic, ana, ben, eva = (
            make.topic(),
            make.member("ana"),
            make.member("ben"),
            make.member("eva"),
        )
        following.follow_topic(topic, ana, level="watching")
        following.follow_theme(topic.theme, ben, level="watching")
        following.follow_topic(topic, eva, level="tracking")
        publish(topic)
        assert told() == [("ana", "watched"), ("ben", "watched")]

    def test_the_strongest_reason_is_told_and_only_that(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.follow_topic(topic, ana, level="watching")
        publish(topic, source="Yes, @ana.", reply_to=1)
        assert told() == [("ana", "mention")]

    def test_nobody_is_told_of_their_own_post(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.follow_topic(topic, ana, level="watching")
        publish(topic, ana, source="I, @ana, agree.", reply_to=1)
        assert told() == []

    def test_muting_ends_what_one_watches_and_lets_replies_and_mentions_through(self):
        ana, ben = make.member("ana"), make.member("ben")
        topic = make.topic(ana)
        for member in (ana, ben):
            following.follow_theme(topic.theme, member, level="watching")
            following.follow_topic(topic, member, level="muted")
        publish(topic, source="Hello all.")
        assert told() == []
        publish(topic, source="Dear @ben!", reply_to=1)
        assert told() == [("ana", "reply"), ("ben", "mention")]

    def test_a_closed_account_is_told_nothing(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.follow_topic(topic, ana, level="watching")
        type(ana).objects.filter(pk=ana.pk).update(closed_at=timezone.now())
        publish(topic, source="@ana?", reply_to=1)
        assert told() == []

    def test_at_most_twenty_are_told_by_one_text(self, monkeypatch):
        monkeypatch.setattr(recipients, "MAX_MENTIONS", 2)
        for handle in ("ana", "ben", "eva"):
            make.member(handle)
        publish(make.topic(), source="@eva @ben @ana")
        assert told() == [("ana", "mention"), ("ben", "mention")]

    def test_only_facilitators_are_told_of_a_post_in_a_hidden_topic(self):
        eva = make.member("eva")
        make.member("ana")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = make.post(topic, source="@ana and @eva")
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        listeners.notify_of_post(PostPublished(post.pk, by=post.author_id))
        assert told() == [("eva", "mention")]

    def test_a_post_that_went_meanwhile_is_not_told(self):
        make.member("ana")
        ben = make.member()
        post = make.post(make.topic(), ben, "@ana")
        topics.delete(post, ben)
        listeners.notify_of_post(PostPublished(post.pk, by=ben.pk))
        assert told() == []

    def test_many_watchers_are_told_in_batches(self, monkeypatch, django_assert_max_num_queries):
        monkeypatch.setattr("forum.notifications.models.BATCH", 3)
        topic = make.topic()
        for _ in range(7):
            following.follow_topic(topic, make.member(), level="watching")
        post = make.post(topic)
        with django_assert_max_num_queries(12):
            listeners.notify_of_post(PostPublished(post.pk, by=post.author_id))
        assert len(told()) == 7

    def test_each_told_member_hears_a_nudge_once(self, monkeypatch):
        nudged = []
        monkeypatch.setattr(listeners, "nudge", nudged.append)
        ana = make.member("ana")
        publish(make.topic(), source="@ana")
        assert nudged == [f"member:{ana.pk}"]


class TestEdit:
    def test_only_new_mentions_are_told(self):
        ben = make.member("ben")
        make.member("ana")
        make.member("eva")
        post = publish(make.topic(), ben, "@ana")
        topics.edit(post, ben, source="@ana and @eva", language="en", version=1)
        twice(listeners.notify_of_edit, PostEdited(post.pk, by=ben.pk))
        assert told() == [("ana", "mention"), ("eva", "mention")]

    def test_the_author_learns_why_somebody_else_edited(self):
        ben, eva = make.member("ben"), make.member("eva")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = make.post(topic, ben)
        why = "An address taken out"
        topics.edit(post, eva, source="Other.", language="en", version=1, why=why)
        twice(listeners.notify_of_edit, PostEdited(post.pk, by=eva.pk, why=why))
        assert told() == [("ben", "note")]
        assert Notification.objects.get().text == why


class TestGone:
    def test_what_is_deleted_leaves_the_bell_unless_it_was_seen(self):
        ana, ben = make.member("ana"), make.member("ben")
        eva = make.member()
        post = publish(make.topic(), eva, "@ana @ben")
        Notification.objects.filter(member=ben).mark_read()
        topics.delete(post, eva)
        twice(listeners.delete_notifications_of_removed_post, PostDeleted(post.pk, by=eva.pk))
        assert told() == [("ben", "mention")]
        assert not Notification.objects.filter(member=ana).exists()

    def test_hiding_tells_the_author_why_and_takes_the_rest_back(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = publish(topic, ben, "@ana, buy this!")
        topics.hide(post, eva, why="Advertising")
        twice(listeners.notify_of_hidden_post, PostHidden(post.pk, by=eva.pk, why="Advertising"))
        assert told() == [("ben", "hidden")]
        assert Notification.objects.get().text == "Advertising"

    def test_a_hidden_topic_leaves_every_bell_and_its_author_learns_why(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        topic = make.topic(ben, within=make.theme(facilitators=(eva,)))
        publish(topic, source="@ana")
        said = make.message(make.room(topic), source="@ana")
        listeners.notify_of_message(MessageSaid(said.pk, by=said.author_id))
        assert len(told()) == 2
        facilitation.hide_topic(topic, eva, why="A double")
        twice(
            listeners.notify_of_hidden_topic,
            TopicHidden(topic.pk, by=eva.pk, mark=9, why="A double"),
        )
        assert told() == [("ben", "hidden")]


class TestReport:
    def test_it_reaches_all_facilitators_but_the_reporter(self):
        ana, ben, eva = make.member("ana"), make.member("ben"), make.member("eva")
        topic = make.topic(within=make.theme(facilitators=(ana, ben)))
        post = make.post(topic)
        for by in (eva, ana):
            twice(listeners.notify_of_post_report, PostReported(post.pk, by=by.pk, why="Rude"))
        assert told() == [("ana", "report"), ("ben", "report"), ("ben", "report")]
        assert set(Notification.objects.values_list("text", flat=True)) == {"Rude"}

    def test_its_author_is_not_told_who_reported_though_a_facilitator(self):
        ana, ben = make.member("ana"), make.member("ben")
        topic = make.topic(within=make.theme(facilitators=(ana, ben)))
        listeners.notify_of_post_report(
            PostReported(make.post(topic, ana).pk, by=make.member().pk, why="Rude")
        )
        message = make.message(make.room(topic), ana, "Hello")
        listeners.notify_of_message_report(
            MessageReported(message.pk, by=make.member().pk, why="Rude")
        )
        assert told() == [("ben", "report"), ("ben", "report")]

    def test_without_facilitators_it_reaches_the_administrators(self):
        make.member("root", is_staff=True)
        post = make.post(make.topic())
        listeners.notify_of_post_report(PostReported(post.pk, by=make.member().pk, why="Rude"))
        assert told() == [("root", "report")]


class TestMessages:
    def test_an_answer_reaches_whom_it_answers_once_and_not_oneself(self):
        ana, ben = make.member("ana"), make.member("ben")
        room = make.room()
        make.message(room, ana, "Who is there?")
        for author, source in ((ben, "I am."), (ana, "Me too."), (ben, "Hello, @ana.")):
            message = make.message(room, author, source, reply_to=1)
            twice(listeners.notify_of_message, MessageSaid(message.pk, by=author.pk))
        assert told() == [("ana", "mention"), ("ana", "reply")]

    def test_mentions_are_told_also_those_of_an_edit(self):
        ben = make.member("ben")
        make.member("ana")
        make.member("eva")
        message = make.message(make.room(), ben, "@ana")
        twice(listeners.notify_of_message, MessageSaid(message.pk, by=ben.pk))
        chat.edit(message, ben, source="@ana @eva @ben", version=1)
        twice(listeners.notify_of_message, MessageEdited(message.pk, by=ben.pk))
        assert told() == [("ana", "mention"), ("eva", "mention")]

    def test_hiding_and_reporting_work_as_for_posts(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        room = make.room(make.theme(facilitators=(eva,)))
        message = make.message(room, ben, "@ana!")
        listeners.notify_of_message(MessageSaid(message.pk, by=ben.pk))
        twice(
            listeners.notify_of_message_report,
            MessageReported(message.pk, by=make.member().pk, why="Rude"),
        )
        chat.hide(message, eva, why="Rude")
        twice(listeners.notify_of_hidden_message, MessageHidden(message.pk, by=eva.pk, why="Rude"))
        assert told() == [("ben", "hidden"), ("eva", "report")]


def test_a_closed_account_keeps_nothing():
    ana = make.member("ana")
    publish(make.topic(), source="@ana")
    twice(listeners.delete_notifications_of_closed_account, MemberClosed(ana.pk, by=ana.pk))
    assert told() == []


def test_rows_hold_no_words_of_a_post():
    make.member("ana")
    publish(make.topic(), source="@ana this is secret")
    assert Notification.objects.get().text == ""
