"""Bell, e-mail, digest and devices: each says who wrote, once, and nothing to who muted or left."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.mail.digests.contents import find_between
from forum.mail.digests.windows import Windows
from forum.mail.incoming.models import ReceivedMail, ReplyKey
from forum.mail.incoming.publication import NotPublished, publish
from forum.mail.kinds import When
from forum.mail.models import MailItem, MailSettings
from forum.mail.selection import still_wanted
from forum.notifications.models import Notification
from forum.private_notes import actions
from forum.push import messages as push_messages
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_at_once(settings):
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_WAIT = 0


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


def bell_of(member: Member) -> list[tuple[str, bool]]:
    """(kind, whether it is read) of each notification."""
    rows = Notification.objects.filter(member=member).order_by("pk")
    return [(row.kind, row.read_at is not None) for row in rows]


def open_page(member: Member, url: str) -> str:
    client = Client()
    client.force_login(member)
    page = client.get(url, headers={"Sec-Fetch-Dest": "document"}, follow=True)
    return page.content.decode()


def test_there_is_one_notification_until_the_conversation_is_read(ana, ben):
    conversation = make.private_conversation(ana, ben)
    run_event_listeners()
    make.private_note(conversation, ana)
    run_event_listeners()
    assert bell_of(ben) == [("private", False)] and bell_of(ana) == []
    assert "Ana wrote you a private note" in open_page(ben, "/notifications/")
    page = open_page(ben, f"/notifications/{Notification.objects.get().pk}/")
    assert "Between us." in page and "data-count hidden" in page
    assert bell_of(ben) == [("private", True)]
    make.private_note(conversation, ana)
    run_event_listeners()
    run_event_listeners()
    assert bell_of(ben) == [("private", True), ("private", False)]


def test_who_is_added_is_told_and_who_leaves_is_no_longer(ana, ben):
    cora, conversation = make.member("cora"), make.private_conversation(ana, ben)
    actions.add(conversation, ben, added=cora)
    run_event_listeners()
    assert bell_of(cora) == [("added", False)]
    actions.leave(conversation, cora)
    make.private_note(conversation, ana)
    run_event_listeners()
    assert bell_of(cora) == []
    assert not MailItem.objects.filter(member=cora).exists()


def test_who_muted_a_conversation_is_told_nothing(ana, ben, mailoutbox):
    conversation = make.private_conversation(ana, ben)
    actions.set_muted(conversation, ben, is_muted=True)
    worker.send()
    assert bell_of(ben) == [] and mailoutbox == []


def test_deleting_a_note_takes_back_its_notification_and_its_mail(ana, ben, mailoutbox, settings):
    settings.MAIL_WAIT = 600
    note = make.private_conversation(ana, ben).notes.get()
    run_event_listeners()
    actions.delete(note, ana)
    run_event_listeners()
    MailItem.objects.update(due_at=timezone.now())
    worker.send()
    assert bell_of(ben) == [] and mailoutbox == []


def test_a_mail_has_the_notes_and_an_address_for_the_answer(ana, ben, mailoutbox, settings):
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"
    conversation = make.private_conversation(ana, ben, subject="Salaries")
    make.private_note(conversation, ana, "And lunch?")
    worker.send()
    [mail] = mailoutbox
    assert mail.to == ["ben@example.org"] and mail.subject == "[Collective Brain] Private notes"
    assert "Between us." in mail.body and "And lunch?" in mail.body
    key = ReplyKey.objects.get(member=ben)
    assert mail.reply_to == [f"reply+{key.key}@answers.example.org"]
    assert key.private_conversation == conversation and not key.is_of_digest
    assert ReplyKey.objects.make(ben.pk).pk != key.pk, "an answer to a digest goes elsewhere"


def test_an_answer_by_mail_is_a_note_while_its_author_takes_part(ana, ben):
    conversation = make.private_conversation(ana, ben)
    key = ReplyKey.objects.make(ben.pk, private_conversation=conversation)
    mail = SimpleNamespace(
        kept="By mail.", text="By mail.", attachments=[], in_reply_to="", references=[], subject=""
    )
    stored = ReceivedMail(member=ben, digest="one")
    for _one in range(2):
        publish(ReplyKey.objects.first_of([key.key]), mail, stored)
    assert conversation.notes.get(number=2).source == "By mail."
    assert conversation.notes.count() == 2
    actions.leave(conversation, ben)
    with pytest.raises(NotPublished) as refusal:
        publish(ReplyKey.objects.first_of([key.key]), mail, ReceivedMail(member=ben, digest="two"))
    assert refusal.value.reason == "gone"


def test_no_mail_is_sent_to_who_read_or_left_meanwhile(ana, ben):
    conversation = make.private_conversation(ana, ben)
    run_event_listeners()
    item = MailItem.objects.get(member=ben)
    assert still_wanted([item])
    actions.mark_read(conversation, ben, 1)
    assert still_wanted([item]) is None
    make.private_note(conversation, ana)
    run_event_listeners()
    item = MailItem.objects.get(member=ben, number=2)
    actions.leave(conversation, ben)
    assert still_wanted([item]) is None


def test_a_digest_says_only_in_how_many_conversations_there_is_something(ana, ben):
    make.private_conversation(ana, ben, subject="Salaries")
    run_event_listeners()
    choices = MailSettings(member=ben, note=When.DAILY)
    windows = Windows(timezone.now(), {When.DAILY: timezone.now() - timezone.timedelta(days=1)})
    digest = find_between(ben, date.today(), windows, choices)
    assert digest.private_conversations == 1
    once = MailSettings(member=ben, note=When.AT_ONCE)
    assert find_between(ben, date.today(), windows, once) is None


def test_a_device_shows_who_wrote_and_no_text(ana, ben):
    make.private_conversation(ana, ben, subject="Salaries")
    run_event_listeners()
    message = push_messages.make(Notification.objects.get(member=ben), ben).decode()
    assert "Ana wrote you a private note" in message
    assert "Salaries" not in message and "Between us." not in message
