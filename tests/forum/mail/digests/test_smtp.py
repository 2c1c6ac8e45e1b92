"""Digests through a real SMTP server: each arrives once, whatever happens to the worker."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bench.mail.smtp_server import ACCEPTED, CLOSE_AFTER_ACCEPTING
from forum.following import actions as following
from forum.mail import actions, sending
from forum.mail.digests.planning import write_due_digests
from forum.mail.models import DigestPlan, MailItem
from tests import factories as make
from tests.forum.mail.digests.mornings import let_morning_come

pytestmark = pytest.mark.usefixtures("database")
READERS = 5


@pytest.fixture
def addresses(server) -> set[str]:
    """Of READERS with a digest that is due now."""
    theme = make.theme()
    readers = [make.member(f"reader{number}") for number in range(READERS)]
    for reader in readers:
        actions.choose(reader, topic="daily")
        following.set_theme_level(theme, reader, level="tracking")
    make.topic(within=theme, source="For all of you.")
    for reader in readers:
        let_morning_come(reader)
    return {reader.email for reader in readers}


def make_due_again() -> None:
    """As if the pause after a failure had passed, and the plans had been read before."""
    MailItem.objects.waiting().update(due_at=timezone.now() - timedelta(seconds=1))
    DigestPlan.objects.update(due_at=timezone.now() - timedelta(hours=24))


def work() -> None:
    write_due_digests()
    sending.send_due()


def test_two_workers_send_each_digest_once(server, addresses):
    barrier = threading.Barrier(2)

    def work_at_once() -> None:
        barrier.wait()
        work()
        connection.close()

    threads = [threading.Thread(target=work_at_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make_due_again()
    work()
    counts = server.counts()
    assert {address for address, _id in counts} == addresses and set(counts.values()) == {1}
    assert set(MailItem.objects.values_list("state", flat=True)) == {"sent"}


def test_a_digest_whose_answer_was_lost_comes_again_with_the_same_message_id(server, addresses):
    lost, replies = min(addresses), [CLOSE_AFTER_ACCEPTING]
    server.reply = lambda address: replies.pop() if address == lost and replies else ACCEPTED
    for _try in range(3):
        work()
        make_due_again()
    assert {address: count for (address, _id), count in server.counts().items()} == {
        address: 2 if address == lost else 1 for address in addresses
    }
    texts = [str(mail.get_payload()[0]) for address, mail in server.mails if address == lost]
    above_the_links = {text.partition("\n-- \n")[0] for text in texts}
    assert len(texts) == 2 and len(above_the_links) == 1
