"""Who is notified of what. A listener that runs twice notifies once, and nobody is notified of
what they did themselves."""

import pytest
from django.utils import timezone

from accounts.events import MemberClosed
from bench.listeners import run_to_end
from collective_brain import event_log
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.chat.events import MessageEdited, MessageHidden, MessageReported, MessageSaid
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.notifications import listeners, recipients, report_listeners
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


def run_twice(listener, event) -> None:
    run_to_end(listener, event)
    run_to_end(listener, event)


def run_recorded_twice(*names: str) -> None:
    """Run our listeners of the recorded events with these names, twice."""
    for event in Event.objects.filter(name__in=names).order_by("pk"):
        for listener in event_log.worker_listeners(event.name, event.body):
            if listener.func.__module__ == listeners.__name__:
                run_twice(listener.func, *listener.args)


def notified() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("pk").select_related("member")
    return sorted((row.member.handle, row.kind) for row in rows)


def post_and_notify(topic, author=None, source="A reply.", **fields):
    post = make.post(topic, author, source, **fields)
    run_twice(listeners.notify_of_post, PostPublished(post.pk, by=post.author_id))
    return post


class TestPost:
    def test_a_reply_notifies_the_author_of_the_answered_post(self):
        topic = make.topic(make.member("ana"))
        post_and_notify(topic, reply_to=1)
        assert notified() == [("ana", "reply")]

    def test_a_mention_notifies_a_member_once(self):
        make.member("Ana.B")
        post_and_notify(
            make.topic(), source="What does @ana.b think? And @ana.b, and @nobody.here."
        )
        assert notified() == [("Ana.B", "mention")]

    def test_a_new_topic_can_mention_members(self):
        make.member("ana")
        topic = make.topic(source="For @ana")
        run_twice(listeners.notify_of_post, TopicStarted(topic.posts.get().pk, by=topic.author_id))
        assert notified() == [("ana", "mention")]

    def test_members_who_watch_a_topic_or_its_theme_are_notified_of_every_post(self):
        topic, ana, ben, eva = (
            make.topic(),
            make.member("ana"),
            make.member("ben"),
            make.member("eva"),
        )
        following.set_topic_level(topic, ana, level="watching")
        following.set_theme_level(topic.theme, ben, level="watching")
        following.set_topic_level(topic, eva, level="tracking")
        post_and_notify(topic)
        assert notified() == [("ana", "watched"), ("ben", "watched")]

    def test_a_member_gets_one_notification_with_the_strongest_reason(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.set_topic_level(topic, ana, level="watching")
        post_and_notify(topic, source="Yes, @ana.", reply_to=1)
        assert notified() == [("ana", "mention")]

    def test_nobody_is_notified_of_their_own_post(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.set_topic_level(topic, ana, level="watching")
        post_and_notify(topic, ana, source="I, @ana, agree.", reply_to=1)
        assert notified() == []

    def test_a_muted_topic_notifies_of_replies_and_mentions_only(self):
        ana, ben = make.member("ana"), make.member("ben")
        topic = make.topic(ana)
        for member in (ana, ben):
            following.set_theme_level(topic.theme, member, level="watching")
            following.set_topic_level(topic, member, level="muted")
        post_and_notify(topic, source="Hello all.")
        assert notified() == []
        post_and_notify(topic, source="Dear @ben!", reply_to=1)
        assert notified() == [("ana", "reply"), ("ben", "mention")]

    def test_a_closed_account_is_not_notified(self):
        ana = make.member("ana")
        topic = make.topic(ana)
        following.set_topic_level(topic, ana, level="watching")
        type(ana).objects.filter(pk=ana.pk).update(closed_at=timezone.now())
        post_and_notify(topic, source="@ana?", reply_to=1)
        assert notified() == []

    def test_one_text_notifies_a_limited_number_of_members(self, monkeypatch):
        monkeypatch.setattr(recipients, "MAX_MENTIONS", 2)
        for handle in ("ana", "ben", "eva"):
            make.member(handle)
        post_and_notify(make.topic(), source="@eva @ben @ana")
        assert [row for row in notified() if row[1] == "mention"] == [
            ("ben", "mention"),
            ("eva", "mention"),
        ]

    def test_only_facilitators_are_notified_of_a_post_in_a_hidden_topic(self):
        eva = make.member("eva")
        make.member("ana")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = make.post(topic, source="@ana and @eva")
        Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        run_to_end(listeners.notify_of_post, PostPublished(post.pk, by=post.author_id))
        assert notified() == [("eva", "mention")]

    def test_nobody_is_notified_of_a_post_that_was_deleted_before_the_listener_ran(self):
        make.member("ana")
        ben = make.member()
        post = make.post(make.topic(), ben, "@ana")
        topics.delete(post, ben)
        run_to_end(listeners.notify_of_post, PostPublished(post.pk, by=ben.pk))
        assert notified() == []

    def test_many_watchers_are_notified_in_batches(
        self, monkeypatch, django_assert_max_num_queries
    ):
        monkeypatch.setattr(listeners, "BATCH", 3)
        topic = make.topic()
        for _ in range(7):
            following.set_topic_level(topic, make.member(), level="watching")
        post = make.post(topic)
        with django_assert_max_num_queries(12):
            run_to_end(listeners.notify_of_post, PostPublished(post.pk, by=post.author_id))
        assert len(notified()) == 7

    def test_a_job_that_was_cut_off_continues_with_the_next_watcher(self, monkeypatch):
        monkeypatch.setattr(listeners, "BATCH", 2)
        topic = make.topic()
        watchers = [make.member() for _ in range(5)]
        for member in watchers:
            following.set_topic_level(topic, member, level="watching")
        post = make.post(topic)
        event = PostPublished(post.pk, by=post.author_id)
        position = next(listeners.notify_of_post(event, after=None))
        assert (position, len(notified())) == (watchers[1].pk, 2)
        assert len(list(listeners.notify_of_post(event, after=position))) == 2
        assert len(notified()) == 5

    def test_each_notified_member_is_nudged_once(self, monkeypatch):
        nudged = []
        monkeypatch.setattr(listeners, "nudge", nudged.append)
        ana = make.member("ana")
        post_and_notify(make.topic(), source="@ana")
        assert nudged == [f"member:{ana.pk}"]


class TestManyMentions:
    def test_the_author_is_told_which_members_get_no_notification(self):
        ben = make.member("ben")
        names = [f"z{number:02}" for number in range(25, 0, -1)]
        for name in names:
            make.member(name)
        source = "@nobody.here @ben " + " ".join(f"@{name}" for name in names)
        post_and_notify(make.topic(), ben, source)
        assert [handle for handle, kind in notified() if kind == "mention"] == sorted(names[:20])
        told = Notification.objects.get(member=ben)
        assert (told.kind, told.text) == ("untold", "@z05, @z04, @z03, @z02, @z01")
        assert (
            told.sentence == "You mentioned too many members at once. These have not been notified:"
        )

    def test_more_names_than_a_notification_can_hold_are_cut(self):
        for number in range(60):
            make.member(f"member-{number:02}")
        text = " ".join(f"@member-{number:02}" for number in range(60))
        message = make.message(make.room(), source=text)
        run_twice(listeners.notify_of_message, MessageSaid(message.pk, by=message.author_id))
        told = Notification.objects.get(kind="untold")
        assert 280 < len(told.text) <= 300
        assert told.text.endswith("@member-43, …")

    def test_a_closed_account_leaves_the_list_of_members_who_get_no_notification(self, monkeypatch):
        monkeypatch.setattr(recipients, "MAX_MENTIONS", 0)
        ana, _other = make.member("ana"), make.member("ana.b")
        post_and_notify(make.topic(), source="@ana @ana.b")
        assert Notification.objects.get().text == "@ana, @ana.b"
        listeners.delete_notifications_of_closed_account(MemberClosed(ana.pk, by=ana.pk))
        assert Notification.objects.get().text == "@…, @ana.b"

    def test_a_quotation_notifies_nobody_again(self):
        ana, ben = make.member("ana"), make.member("ben")
        topic = make.topic()
        post_and_notify(topic, ana, "@ben, what do you think?")
        quotation = topic.quotation_markdown([2])
        post_and_notify(topic, source=f"{quotation}I agree.")
        assert notified() == [("ben", "mention")]
        assert Notification.objects.get().by == ana
        assert f'href="{ben.get_absolute_url()}">@ben</a>' in topic.posts.get(number=3).html

    @pytest.mark.parametrize("text", ["@ana/@ben", "@ana+@ben", "@ana.Saludos, @ben"])
    def test_mentions_without_a_space_between_them(self, text):
        make.member("ana")
        make.member("ben")
        post_and_notify(make.topic(), source=text)
        assert notified() == [("ana", "mention"), ("ben", "mention")]


class TestEdit:
    def test_an_edit_notifies_only_of_new_mentions(self):
        ben = make.member("ben")
        make.member("ana")
        make.member("eva")
        post = post_and_notify(make.topic(), ben, "@ana")
        topics.edit(post, ben, source="@ana and @eva", language="en", version=1)
        run_twice(listeners.notify_of_edit, PostEdited(post.pk, by=ben.pk))
        assert notified() == [("ana", "mention"), ("eva", "mention")]

    def test_the_author_is_told_of_each_edit_by_a_facilitator_also_for_the_same_reason(self):
        ben, eva = make.member("ben"), make.member("eva")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = make.post(topic, ben)
        for version, source in ((1, "Other."), (2, "Another.")):
            topics.edit(post, eva, source=source, language="en", version=version, why="Shorter")
        run_recorded_twice("PostEdited")
        assert notified() == [("ben", "note"), ("ben", "note")]

    def test_the_author_is_told_why_somebody_else_edited(self):
        ben, eva = make.member("ben"), make.member("eva")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = make.post(topic, ben)
        why = "An address taken out"
        topics.edit(post, eva, source="Other.", language="en", version=1, why=why)
        run_twice(listeners.notify_of_edit, PostEdited(post.pk, by=eva.pk, why=why))
        assert notified() == [("ben", "note")]
        assert Notification.objects.get().text == why


class TestRemoved:
    def test_unread_notifications_of_a_deleted_post_are_deleted(self):
        ana, ben = make.member("ana"), make.member("ben")
        eva = make.member()
        post = post_and_notify(make.topic(), eva, "@ana @ben")
        Notification.objects.filter(member=ben).mark_read()
        topics.delete(post, eva)
        run_twice(listeners.delete_notifications_of_removed_post, PostDeleted(post.pk, by=eva.pk))
        assert notified() == [("ben", "mention")]
        assert not Notification.objects.filter(member=ana).exists()

    def test_hiding_a_post_tells_the_author_why_and_deletes_the_other_notifications(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        topic = make.topic(within=make.theme(facilitators=(eva,)))
        post = post_and_notify(topic, ben, "@ana, buy this!")
        topics.hide(post, eva, why="Advertising")
        run_twice(
            listeners.notify_of_hidden_post, PostHidden(post.pk, by=eva.pk, why="Advertising")
        )
        assert notified() == [("ben", "hidden")]
        assert Notification.objects.get().text == "Advertising"

    def test_the_author_is_told_of_each_hiding_also_for_the_same_reason(self):
        ben, eva = make.member("ben"), make.member("eva")
        topic = make.topic(ben, within=make.theme(facilitators=(eva,)))
        post, message = make.post(topic, ben), make.message(make.room(topic), ben)
        for _time in range(2):
            topics.hide(post, eva, why="Rude")
            topics.unhide(post, eva)
            chat.hide(message, eva, why="Rude")
            chat.unhide(message, eva)
            facilitation.hide_topic(topic, eva, why="Rude")
            facilitation.unhide_topic(topic, eva)
        topics.hide(post, eva, why="Rude")
        chat.hide(message, eva, why="Rude")
        facilitation.hide_topic(topic, eva, why="Rude")
        run_recorded_twice("PostHidden", "MessageHidden", "TopicHidden")
        assert notified() == [("ben", "hidden")] * 9

    def test_hiding_a_topic_tells_the_author_why_and_deletes_the_other_notifications(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        topic = make.topic(ben, within=make.theme(facilitators=(eva,)))
        post_and_notify(topic, source="@ana")
        message = make.message(make.room(topic), source="@ana")
        listeners.notify_of_message(MessageSaid(message.pk, by=message.author_id))
        assert len(notified()) == 2
        facilitation.hide_topic(topic, eva, why="A double")
        run_twice(
            listeners.notify_of_hidden_topic,
            TopicHidden(topic.pk, by=eva.pk, mark=9, why="A double"),
        )
        assert notified() == [("ben", "hidden")]


class TestReport:
    def test_a_report_notifies_all_facilitators_but_the_reporter(self):
        ana, ben, eva = make.member("ana"), make.member("ben"), make.member("eva")
        topic = make.topic(within=make.theme(facilitators=(ana, ben)))
        post = make.post(topic)
        for by in (eva, ana):
            event = PostReported(post.pk, by=by.pk, why="Rude")
            run_twice(report_listeners.notify_of_post_report, event)
        assert notified() == [("ana", "report"), ("ben", "report"), ("ben", "report")]
        assert set(Notification.objects.values_list("text", flat=True)) == {"Rude"}

    def test_a_facilitator_is_not_told_who_reported_their_own_post(self):
        ana, ben = make.member("ana"), make.member("ben")
        topic = make.topic(within=make.theme(facilitators=(ana, ben)))
        report_listeners.notify_of_post_report(
            PostReported(make.post(topic, ana).pk, by=make.member().pk, why="Rude")
        )
        message = make.message(make.room(topic), ana, "Hello")
        report_listeners.notify_of_message_report(
            MessageReported(message.pk, by=make.member().pk, why="Rude")
        )
        assert notified() == [("ben", "report"), ("ben", "report")]

    def test_a_report_in_a_theme_without_facilitators_notifies_the_administrators(self):
        make.member("root", is_staff=True)
        post = make.post(make.topic())
        event = PostReported(post.pk, by=make.member().pk, why="Rude")
        report_listeners.notify_of_post_report(event)
        assert notified() == [("root", "report")]


class TestMessages:
    def test_an_answer_notifies_the_answered_member_once_and_never_its_own_author(self):
        ana, ben = make.member("ana"), make.member("ben")
        room = make.room()
        make.message(room, ana, "Who is there?")
        for author, source in ((ben, "I am."), (ana, "Me too."), (ben, "Hello, @ana.")):
            message = make.message(room, author, source, reply_to=1)
            run_twice(listeners.notify_of_message, MessageSaid(message.pk, by=author.pk))
        assert notified() == [("ana", "mention"), ("ana", "reply")]

    def test_mentions_of_a_message_and_of_its_edit_notify(self):
        ben = make.member("ben")
        make.member("ana")
        make.member("eva")
        message = make.message(make.room(), ben, "@ana")
        run_twice(listeners.notify_of_message, MessageSaid(message.pk, by=ben.pk))
        chat.edit(message, ben, source="@ana @eva @ben", version=1)
        run_twice(listeners.notify_of_message, MessageEdited(message.pk, by=ben.pk))
        assert notified() == [("ana", "mention"), ("eva", "mention")]

    def test_messages_can_be_hidden_and_reported_like_posts(self):
        ben, eva = make.member("ben"), make.member("eva")
        make.member("ana")
        room = make.room(make.theme(facilitators=(eva,)))
        message = make.message(room, ben, "@ana!")
        listeners.notify_of_message(MessageSaid(message.pk, by=ben.pk))
        run_twice(
            report_listeners.notify_of_message_report,
            MessageReported(message.pk, by=make.member().pk, why="Rude"),
        )
        chat.hide(message, eva, why="Rude")
        run_twice(
            listeners.notify_of_hidden_message, MessageHidden(message.pk, by=eva.pk, why="Rude")
        )
        assert notified() == [("ben", "hidden"), ("eva", "report")]


def test_the_notifications_of_a_closed_account_are_deleted():
    ana = make.member("ana")
    post_and_notify(make.topic(), source="@ana")
    run_twice(listeners.delete_notifications_of_closed_account, MemberClosed(ana.pk, by=ana.pk))
    assert notified() == []


def test_a_notification_holds_no_text_of_the_post():
    make.member("ana")
    post_and_notify(make.topic(), source="@ana this is secret")
    assert Notification.objects.get().text == ""
