"""Mail to members through a real SMTP server: nothing is lost, and nothing arrives twice."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bench.mail.smtp_server import ACCEPTED, CLOSE_AFTER_ACCEPTING, RecordingServer
from forum.following import actions as following
from forum.following.levels import Level
from forum.mail import sending
from forum.mail.models import MailItem, MailSettings
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.usefixtures("database")
READERS = 6


@pytest.fixture
def addresses(server) -> set[str]:
    """Of the READERS of a topic who get its only reply by mail."""
    topic = make.topic()
    readers = [make.member(f"reader{number}") for number in range(READERS)]
    for reader in readers:
        following.set_topic_level(topic, reader, level=Level.WATCHING)
        MailSettings.objects.choose(reader, watched="at_once")
    MailSettings.objects.choose(topic.author, reply="site", watched="site")
    make.post(topic, source="For all of you.")
    worker.run_listeners()
    return {reader.email for reader in readers}


def make_due() -> None:
    """As if the pause after a failure had passed."""
    MailItem.objects.waiting().update(due_at=timezone.now() - timedelta(seconds=1))


def states() -> set[str]:
    return set(MailItem.objects.values_list("state", flat=True))


def waiting_item() -> MailItem:
    """The newest row of the only mail that waits."""
    items = MailItem.objects.waiting().order_by("-pk")
    assert items.values("member", "message_id").distinct().count() == 1
    return items[0]


def received_once(server: RecordingServer, addresses: set[str]) -> bool:
    counts = server.counts()
    return {address for address, _id in counts} == addresses and set(counts.values()) == {1}


def test_each_reader_gets_the_mail_once(server, addresses):
    sending.send_due()
    sending.send_due()
    assert received_once(server, addresses) and states() == {"sent"}
    for address, mail in server.mails:
        others = addresses - {address}
        assert mail["To"] == address and not any(other in str(mail) for other in others)


@pytest.mark.parametrize("refusal", ["550 No such user", "452 4.2.2 Mailbox full"])
def test_a_refused_mail_keeps_the_answer_and_the_others_are_sent(server, addresses, refusal):
    refused = min(addresses)
    server.reply = lambda address: refusal if address == refused else ACCEPTED
    sending.send_due()
    assert received_once(server, addresses - {refused})
    item = waiting_item()
    assert refusal[4:] in item.error and item.attempts == 1 and item.due_at > timezone.now()
    server.reply = lambda _address: ACCEPTED
    make_due()
    sending.send_due()
    assert received_once(server, addresses) and states() == {"sent"}


def test_a_server_that_closes_for_a_while_loses_nothing(server, addresses):
    accepted: list[str] = []

    def reply(address: str) -> str:
        accepted.append(address)
        return ACCEPTED if len(accepted) < 3 else "421 Too much, come back later"

    server.reply = reply
    assert not sending.send_due()
    assert len(accepted) == 3, "the worker went on after the server had closed"
    server.reply = lambda _address: ACCEPTED
    make_due()
    sending.send_due()
    assert received_once(server, addresses) and states() == {"sent"}


def test_a_mail_whose_answer_was_lost_comes_again_with_the_same_message_id(server, addresses):
    lost = min(addresses)
    replies = {lost: [CLOSE_AFTER_ACCEPTING]}
    server.reply = lambda address: (
        replies.get(address, []).pop() if replies.get(address) else ACCEPTED
    )
    for _try in range(3):
        sending.send_due()
        make_due()
    counts = server.counts()
    assert {address: count for (address, _id), count in counts.items()} == {
        address: 2 if address == lost else 1 for address in addresses
    }
    assert states() == {"sent"}


def test_a_server_that_says_nothing_delays_only_the_mail(addresses, settings):
    """The connection is accepted, and no greeting comes."""
    settings.EMAIL_TIMEOUT = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        began = time.monotonic()
        sending.send_due()
        assert time.monotonic() - began < 10, "each mail waited for the server"
    assert states() == {"waiting"}
    assert MailItem.objects.failed().values("member").distinct().count() == 1


def test_two_workers_send_each_mail_once(server, addresses):
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        sending.send_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make_due()
    sending.send_due()
    assert received_once(server, addresses) and states() == {"sent"}
