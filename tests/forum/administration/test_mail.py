"""The page about the mail of the site: what waits, what failed, a check and a test."""

import pytest
from django.utils import timezone

from forum.mail.delivery import domain_check
from forum.mail.delivery.models import DomainDay, MailAddress, MailDomain
from forum.mail.models import MailItem
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.delivery.dns_server import serve

pytestmark = pytest.mark.django_db
PAGE = "/administration/mail/"


def page(client) -> str:
    return client.get(PAGE).content.decode()


@pytest.fixture
def failed(ana):
    """A mail that the mail server refused."""
    make.post(make.topic(ana), reply_to=1)
    [item] = worker.write_rows()
    MailItem.objects.update(attempts=1, error="451 Later", due_at=timezone.now())
    return item


def test_the_page_of_a_new_site_says_that_all_is_well(boss, client):
    text = page(client)
    assert "0 e-mails wait to be sent." in text
    assert "No e-mails about posts and messages have been sent." in text


def test_the_page_shows_what_failed_which_domains_and_whose_mail_stopped(boss, client, failed):
    DomainDay.objects.add("slow.example", "sent")
    DomainDay.objects.add("slow.example", "bounced")
    MailDomain.objects.create(domain="slow.example")
    MailDomain.objects.slow_down("slow.example", "4.7.1 Too many")
    MailAddress.objects.add_complaint(make.member("eva", name="Eva Diaz"), "It was reported.")
    text = page(client)
    assert "451 Later" in text and "Ana Lima" in text
    assert "slow.example" in text and "4.7.1 Too many" in text
    assert "Eva Diaz" in text and "an e-mail was reported as unwanted" in text


def test_what_failed_is_tried_again_also_when_its_domain_waits(
    boss, client, failed, mailoutbox, settings
):
    settings.DELIVERY_EMAIL_BACKEND = settings.EMAIL_BACKEND  # it arrives in `mailoutbox`
    MailItem.objects.update(attempts=30)
    MailDomain.objects.create(domain="example.org")
    MailDomain.objects.slow_down("example.org", "451 Later")
    client.post(f"{PAGE}retry/")
    worker.send()
    assert [mail.to for mail in mailoutbox] == [[failed.member.email]]


def test_the_check_shows_the_records_to_set_and_stores_nothing(boss, client, monkeypatch, settings):
    settings.DEFAULT_FROM_EMAIL = "Brain <no-reply@brain.example.org>"
    with serve({("brain.example.org", "TXT"): ['"v=spf1 ~all"']}) as resolver:
        ask = domain_check.Dns
        monkeypatch.setattr(domain_check, "Dns", lambda: ask(resolver))
        text = client.post(f"{PAGE}check/").content.decode()
    assert "v=spf1 ~all" in text and "v=DMARC1; p=quarantine" in text
    assert "DMARC" not in page(client)


def test_a_test_is_mailed_to_the_administrator_a_few_times_an_hour(boss, client, mailoutbox):
    for _ in range(4):
        client.post(f"{PAGE}test/")
    assert [mail.to for mail in mailoutbox] == [[boss.email]] * 3
