"""Mail stops for an address that does not work, and for who reports it as unwanted."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.mail import bounces, links, sending
from forum.mail.delivery import bounce_keys
from forum.mail.delivery.models import DomainDay, MailAddress
from forum.mail.models import MailItem
from forum.notifications.models import Notification
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.delivery.reports import AUTOMATIC_ANSWER, complaint, delivery_report

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _incoming_domain(settings):
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"


@pytest.fixture
def ana():
    return make.member("ana")


def bounce_address(member: Member) -> str:
    return f"bounce+{bounce_keys.make_key(member)}@answers.example.org"


def let_a_day_pass() -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    MailAddress.objects.update(bounced_on=yesterday)


def is_stopped(member: Member) -> bool:
    return MailAddress.objects.stopped().filter(member=member).exists()


def test_each_mail_has_an_envelope_sender_of_its_own_and_shows_the_sites_address(ana, mailoutbox):
    make.post(make.topic(ana), reply_to=1)
    worker.send()
    [mail] = mailoutbox
    assert bounce_keys.find_member(mail.from_email) == ana
    assert "collective-brain@" in mail.message()["From"]
    assert "bounce+" not in str(mail.message())


def test_mail_of_an_account_has_one_too(ana, settings):
    settings.EMAIL_BACKEND = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
    account_mail = EmailMessage("Your code", "123456", to=[ana.email.upper()])
    to_a_new_address = EmailMessage("Confirm", "Text", to=["ana.new@example.org"])
    for message in (account_mail, to_a_new_address):
        message.send()
    first, second = OutgoingEmail.objects.order_by("pk")
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    first.send()
    second.send()
    of_account, of_new_address = mail.outbox
    assert bounce_keys.find_member(of_account.from_email) == ana
    assert "collective-brain@" in of_account.message()["From"]
    assert of_new_address.from_email == settings.DEFAULT_FROM_EMAIL
    assert bounces.take_report(delivery_report(ana.email), of_account.from_email)
    assert MailAddress.objects.get().points == 2


def test_mail_stops_after_hard_bounces_of_two_days(ana, mailoutbox):
    report = delivery_report(ana.email)
    assert bounces.take_report(report, bounce_address(ana))
    assert bounces.take_report(report, bounce_address(ana))
    assert not is_stopped(ana), "two reports of one day are one failure of a mail server"
    let_a_day_pass()
    assert bounces.take_report(report, bounce_address(ana))
    assert is_stopped(ana)
    assert DomainDay.objects.get().bounced == 3
    make.post(make.topic(ana), reply_to=1)
    worker.send()
    assert mailoutbox == [] and not MailItem.objects.exists()


def test_what_waits_when_mail_stops_is_not_sent(ana, mailoutbox):
    make.post(make.topic(ana), reply_to=1)
    worker.write_rows()
    MailAddress.objects.add_complaint(ana, "")
    sending.send_due()
    assert mailoutbox == []


def test_mail_stops_after_soft_bounces_of_four_days(ana):
    for day in range(4):
        assert not is_stopped(ana), f"stopped after {day} days"
        bounces.take_report(delivery_report(ana.email, status="4.2.2"), bounce_address(ana))
        let_a_day_pass()
    assert is_stopped(ana)


def test_a_server_that_does_not_want_mail_of_the_site_is_not_the_fault_of_the_address(ana):
    for _day in range(6):
        bounces.take_report(delivery_report(ana.email, status="5.7.1"), bounce_address(ana))
        let_a_day_pass()
    assert not is_stopped(ana)


def test_old_bounces_are_forgotten(ana):
    bounces.take_report(delivery_report(ana.email), bounce_address(ana))
    MailAddress.objects.update(bounced_on=timezone.now().date() - timedelta(days=31))
    bounces.take_report(delivery_report(ana.email), bounce_address(ana))
    assert not is_stopped(ana)


def test_a_report_without_a_key_is_believed_only_about_who_was_mailed(ana, mailoutbox):
    report = delivery_report(ana.email.upper())
    assert not bounces.take_report(report, "collective-brain@localhost")
    make.post(make.topic(ana), reply_to=1)
    worker.send()
    assert bounces.take_report(report, "collective-brain@localhost")
    assert MailAddress.objects.get().points == 1
    MailItem.objects.update(done_at=timezone.now() - timedelta(days=31))
    assert not bounces.take_report(report, "collective-brain@localhost")


def test_the_link_to_stop_mail_in_a_report_proves_it(ana):
    original = f"List-Unsubscribe: <{links.make(links.STOP, ana.pk, 'reply')}>"
    report = delivery_report("other@example.net", original=original)
    assert bounces.take_report(report, "collective-brain@localhost")
    assert MailAddress.objects.get().points == 2


FORGED = {
    "another member": lambda key, ana: key[:4] + ("b" if key[4] == "a" else "a") + key[5:],
    "another signature": lambda key, ana: key[:-2] + ("b" if key[-2] == "a" else "a") + key[-1],
    "cut": lambda key, ana: key[:22],
    "no key": lambda key, ana: "a" * 37,
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_key_is_not_believed(case, ana):
    key = FORGED[case](bounce_keys.make_key(ana), ana)
    address = f"bounce+{key}@answers.example.org"
    assert not bounces.take_report(delivery_report(ana.email), address)
    assert not bounces.take_report(complaint("X-Other: 1"), address)
    assert not MailAddress.objects.exists()


def test_an_old_key_and_one_of_another_address_are_not_believed(ana, monkeypatch):
    report, address = delivery_report(ana.email), bounce_address(ana)
    with monkeypatch.context() as patch:
        patch.setattr(bounce_keys, "_today", lambda: bounce_keys_today + 31)
        bounce_keys_today = (timezone.now().date() - bounce_keys.FIRST_DAY).days
        assert not bounces.take_report(report, address)
    Member.objects.filter(pk=ana.pk).update(email="new@example.org")
    assert not bounces.take_report(report, address)


def test_a_new_address_begins_without_bounces(ana):
    MailAddress.objects.add_complaint(ana, "")
    Member.objects.filter(pk=ana.pk).update(email="new@example.org")
    assert not is_stopped(ana)
    ana.refresh_from_db()
    MailAddress.objects.add_bounce(ana, 2, "")
    assert not is_stopped(ana) and MailAddress.objects.get().points == 2


def test_a_complaint_with_the_mail_stops_mail_at_once(ana):
    original = f"Return-Path: <{bounce_address(ana)}>"
    assert bounces.take_report(complaint(original), "abuse@example.org")
    assert is_stopped(ana)
    assert DomainDay.objects.get().complaints == 1


def test_an_automatic_answer_to_the_envelope_sender_is_no_bounce(ana):
    assert not bounces.take_report(AUTOMATIC_ANSWER, bounce_address(ana))
    assert not MailAddress.objects.exists()


def test_the_member_is_told_and_can_start_mail_again(ana, mailoutbox):
    bounces.take_report(complaint(f"Return-Path: <{bounce_address(ana)}>"), "abuse@example.org")
    bounces.take_report(complaint(f"Return-Path: <{bounce_address(ana)}>"), "abuse@example.org")
    notification = Notification.objects.get(member=ana)
    assert notification.target_url == "/mail/" and "stopped" in notification.sentence
    browser = Client()
    browser.force_login(ana)
    page = browser.get("/mail/").content.decode()
    assert "Your e-mails have stopped" in page and ana.email in page
    assert browser.get("/mail/start/").status_code == 405
    browser.post("/mail/start/")
    assert "Your e-mails have stopped" not in browser.get("/mail/").content.decode()
    make.post(make.topic(ana), reply_to=1)
    worker.send()
    assert len(mailoutbox) == 1
