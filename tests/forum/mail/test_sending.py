"""What is sent: one mail for a topic, nothing that is gone, read or muted, each mail once."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from forum.enquiries import actions as enquiries
from forum.facilitation import actions as facilitation
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import actions, sending, tasks
from forum.mail.models import MailItem, MailSettings
from forum.notifications import actions as notifications
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay():
    return make.member("fay")


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def topic(ana, fay):
    return make.topic(ana, within=make.theme(facilitators=(fay,)), title="Care")


def test_all_new_posts_of_a_topic_come_in_one_mail(topic, mailoutbox):
    for text in ("First words", "Second words"):
        make.post(topic, source=text, reply_to=1)
    make.post(make.topic(topic.author), source="Elsewhere", reply_to=1)
    worker.send()
    assert len(mailoutbox) == 2
    text = mailoutbox[0].body
    assert "First words" in text and "Second words" in text and "Elsewhere" not in text
    assert set(MailItem.objects.values_list("state", flat=True)) == {"sent"}


def test_a_mail_waits_and_takes_what_came_until_then(topic, mailoutbox, settings):
    settings.MAIL_WAIT = 600
    make.post(topic, source="First words", reply_to=1)
    worker.send()
    assert mailoutbox == []
    MailItem.objects.update(due_at=timezone.now())
    make.post(topic, source="Second words", reply_to=1)
    worker.send()
    worker.send()
    [mail] = mailoutbox
    assert "First words" in mail.body and "Second words" in mail.body


GONE = {
    "deleted": lambda topic, post, ana, fay: topics.delete(post, post.author),
    "hidden": lambda topic, post, ana, fay: topics.hide(post, fay, why="spam"),
    "hidden topic": lambda topic, post, ana, fay: facilitation.hide_topic(topic, fay, why="spam"),
    "read": lambda topic, post, ana, fay: notifications.mark_read_up_to(ana, topic, post.number),
    "muted": lambda topic, post, ana, fay: actions.mute(ana, topic),
    "muted theme": lambda topic, post, ana, fay: following.set_theme_level(
        topic.theme, ana, level=Level.MUTED
    ),
    "stopped": lambda topic, post, ana, fay: actions.stop(ana, "reply"),
    "paused": lambda topic, post, ana, fay: actions.choose(
        ana, paused_until=timezone.now().date() + timedelta(days=2)
    ),
    "suspended": lambda topic, post, ana, fay: Member.objects.filter(pk=ana.pk).update(
        suspended_until=timezone.now() + timedelta(days=1)
    ),
    "closed": lambda topic, post, ana, fay: Member.objects.filter(pk=ana.pk).update(
        closed_at=timezone.now()
    ),
    "address not confirmed": lambda topic, post, ana, fay: Member.objects.filter(pk=ana.pk).update(
        email_confirmed_at=None
    ),
}


@pytest.mark.parametrize("case", GONE)
def test_what_is_no_longer_wanted_is_not_sent(case, topic, ana, fay, mailoutbox):
    post = make.post(topic, source="Words", reply_to=1)
    worker.run_listeners()
    post.refresh_from_db()
    topic.refresh_from_db()
    GONE[case](topic, post, ana, fay)
    sending.send_due()
    assert mailoutbox == []
    assert MailItem.objects.get(member=ana).state == "dropped"


def test_who_no_longer_watches_gets_no_new_posts(topic, mailoutbox):
    ben = make.member("ben")
    MailSettings.objects.choose(ben, watched="at_once")
    following.set_topic_level(topic, ben, level=Level.WATCHING)
    make.post(topic)
    worker.run_listeners()
    following.set_topic_level(topic, ben, level=Level.TRACKING)
    sending.send_due()
    assert mailoutbox == []


def test_of_two_posts_only_the_one_that_is_still_there_is_sent(topic, mailoutbox):
    gone = make.post(topic, source="Deleted words", reply_to=1)
    make.post(topic, source="Other words", reply_to=1)
    worker.run_listeners()
    topics.delete(gone, gone.author)
    sending.send_due()
    [mail] = mailoutbox
    assert "Other words" in mail.body and "Deleted words" not in mail.body


def test_an_enquiry_is_sent_unless_it_was_opened(fay, ana, mailoutbox):
    theme = make.theme(facilitators=(fay,))
    enquiries.write(theme, ana, ana, source="A <private> question", nonce=uuid.uuid4())
    worker.send()
    [mail] = mailoutbox
    assert mail.to == [fay.email] and "A <private> question" in mail.body
    enquiries.write(theme, ana, fay, source="The answer", nonce=uuid.uuid4())
    worker.run_listeners()
    notifications.mark_all_read(ana, until=timezone.now())
    sending.send_due()
    assert len(mailoutbox) == 1


def test_no_mail_has_the_address_of_another_member(topic, ana, mailoutbox):
    ben = make.member("ben")
    make.post(topic, make.member("eva"), f"@ben, write to {ben.handle}", reply_to=1)
    worker.send()
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        others = set(Member.objects.values_list("email", flat=True)) - set(mail.to)
        content = mail.message().as_string()
        assert [address for address in others if address in content] == []


def test_what_is_over_the_limit_of_a_day_waits_until_the_next(ana, mailoutbox, settings):
    settings.MAILS_A_DAY = 2
    for _ in range(3):
        make.post(make.topic(ana), reply_to=1)
    worker.send()
    assert len(mailoutbox) == 2
    waiting = MailItem.objects.get(state="waiting")
    assert waiting.due_at.date() == timezone.now().date() + timedelta(days=1)
    MailItem.objects.update(done_at=timezone.now() - timedelta(days=1))
    MailItem.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
    sending.send_due()
    assert len(mailoutbox) == 3


def test_a_mail_is_claimed_by_one_worker_and_a_repeat_has_the_same_message_id(topic, mailoutbox):
    make.post(topic, source="First words", reply_to=1)
    make.post(topic, source="Second words", reply_to=1)
    first, second = worker.write_rows()
    claimed = MailItem.objects.claim(first)  # by a worker that is killed then
    assert [item.message_id for item in claimed] == [first.message_id] * 2
    assert MailItem.objects.claim(first) == MailItem.objects.claim(second) == []
    sending.send_due()
    assert mailoutbox == []
    make.post(topic, source="Third words", reply_to=1)
    MailItem.objects.update(due_at=timezone.now())
    worker.send()
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox][:1] == [first.message_id]
    assert "Third words" not in mailoutbox[0].body


def test_the_periodic_task_enqueues_one_task_while_something_is_due(topic, settings):
    from django_tasks_db.models import DBTaskResult

    queued = DBTaskResult.objects.ready().filter(task_path=tasks.send_mail_to_members.module_path)
    tasks.enqueue_due_mail()
    assert queued.count() == 0
    make.post(topic, reply_to=1)
    worker.run_listeners()
    tasks.enqueue_due_mail()
    tasks.enqueue_due_mail()
    assert queued.count() == 1


def test_an_error_of_ours_delays_one_mail_and_not_the_others(ana, mailoutbox, monkeypatch):
    topics_of_ana = [make.topic(ana, title=title) for title in ("Broken", "Whole")]
    for topic in topics_of_ana:
        make.post(topic, reply_to=1)
    make_mail = sending.messages.make

    def fail_for_one(member, mail, message_id):
        if mail.topic.title == "Broken":
            raise ZeroDivisionError
        return make_mail(member, mail, message_id)

    monkeypatch.setattr(sending.messages, "make", fail_for_one)
    worker.send()
    assert [mail.subject for mail in mailoutbox] == ["[Collective Brain] Whole"]
    failed = MailItem.objects.get(state="waiting")
    assert "ZeroDivisionError" in failed.error and failed.due_at > timezone.now()
    MailItem.objects.filter(pk=failed.pk).update(attempts=30)
    assert list(MailItem.objects.given_up()) == [failed]
    tasks.try_again([failed])
    monkeypatch.undo()
    sending.send_due()
    assert len(mailoutbox) == 2
