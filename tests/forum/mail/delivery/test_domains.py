"""One domain waits, and mail to the others goes on, through a real SMTP server."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from bench.mail.smtp_server import ACCEPTED, RecordingServer
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import sending
from forum.mail.delivery.models import DomainDay, MailAddress, MailDomain
from forum.mail.models import MailItem, MailSettings
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.usefixtures("database")
READERS = 3  # of each domain


@pytest.fixture(autouse=True)
def _waiting_mail(server, database):
    """A post for READERS readers of two domains."""
    topic = make.topic()
    for number in range(READERS):
        for name, domain in (("slow", "slow.example"), ("quick", "quick.example")):
            reader = make.member(f"{name}{number}")
            reader.email = f"{name}{number}@{domain}"
            reader.save(update_fields=["email"])
            following.set_topic_level(topic, reader, level=Level.WATCHING)
            MailSettings.objects.choose(reader, watched="at_once")
    MailSettings.objects.choose(topic.author, reply="site", watched="site")
    make.post(topic)
    worker.run_listeners()


def received(server: RecordingServer) -> dict[str, int]:
    domains = [address.partition("@")[2] for address, _mail in server.mails]
    return {domain: domains.count(domain) for domain in sorted(set(domains))}


def failed_mails() -> int:
    return MailItem.objects.failed().values("member", "message_id").distinct().count()


def let_minutes_pass(minutes: int) -> None:
    passed = timedelta(minutes=minutes)
    for name in ("waits_until", "minute_began"):
        MailDomain.objects.exclude(**{name: None}).update(**{name: F(name) - passed})
    MailItem.objects.waiting().update(due_at=timezone.now())


def test_a_domain_that_asks_to_wait_gets_no_other_mail_and_others_go_on(server):
    server.reply = lambda address: (
        "451 4.7.1 Too many mails" if address.endswith("slow.example") else ACCEPTED
    )
    sending.send_due()
    assert received(server) == {"quick.example": READERS}
    assert failed_mails() == 1, "the domain was asked again"
    let_minutes_pass(1)
    sending.send_due()
    assert failed_mails() == 1, "the domain was asked too early"
    let_minutes_pass(2)
    sending.send_due()
    [slow] = MailDomain.objects.filter(failures__gt=0)
    assert slow.failures == 2 and slow.waits_until > timezone.now() + timedelta(minutes=3)
    assert slow.error == "4.7.1 Too many mails"
    server.reply = lambda _address: ACCEPTED
    let_minutes_pass(5)
    sending.send_due()
    assert received(server) == {"quick.example": READERS, "slow.example": READERS}
    assert not MailDomain.objects.filter(failures__gt=0).exists()
    assert set(MailItem.objects.values_list("state", flat=True)) == {"sent"}


def test_a_full_mailbox_does_not_delay_the_others_of_its_domain(server):
    server.reply = lambda address: (
        "452 4.2.2 Mailbox full" if address == "slow0@slow.example" else ACCEPTED
    )
    sending.send_due()
    assert received(server) == {"quick.example": READERS, "slow.example": READERS - 1}


def test_a_domain_gets_a_number_of_mails_in_a_minute_and_the_rest_later(server, settings):
    settings.MAILS_A_MINUTE = 2
    assert not sending.send_due(), "the task would run without a pause"
    assert received(server) == {"quick.example": 2, "slow.example": 2}
    assert not MailItem.objects.due().exists()
    let_minutes_pass(1)
    sending.send_due()
    assert received(server) == {"quick.example": READERS, "slow.example": READERS}


def test_what_domains_took_and_refused_is_counted_by_day(server):
    server.reply = lambda address: (
        "550 5.1.1 No such user" if address == "slow0@slow.example" else ACCEPTED
    )
    sending.send_due()
    days = DomainDay.objects.values_list("domain", "sent", "refused").order_by("domain")
    assert list(days) == [("quick.example", READERS, 0), ("slow.example", READERS - 1, 1)]
    assert MailAddress.objects.get().member.email == "slow0@slow.example"


def test_a_server_that_refuses_everything_stops_the_mail_of_nobody(server):
    server.reply = lambda _address: "550 5.7.1 Relaying denied"
    for _day in range(5):
        sending.send_due()
        MailItem.objects.waiting().update(due_at=timezone.now())
    assert not MailAddress.objects.exists()
