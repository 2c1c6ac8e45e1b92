"""The mails of six libraries through the socket: each becomes a post or has a reason."""

import smtplib
import time

import pytest

from bench.served.sites import free_port
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.smtp_server import MailServer
from forum.mail.reading.trimming import trim
from tests.forum.mail.incoming.sent_mails import answer
from tests.forum.mail.reading.reply_cases import reply_cases

pytestmark = pytest.mark.usefixtures("database")
MANY = ["100000/hour"]
MOST_SECONDS = 1  # of processor time, for one mail


@pytest.fixture
def client(settings):
    settings.LIMITS = {**settings.LIMITS, "post": MANY, "incoming_mail": MANY, "mail_server": MANY}
    settings.STORED_BYTES_A_DAY = 10**9
    server = MailServer(f"smtp://127.0.0.1:{free_port()}")
    server.start()
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        yield client
    server.stop()


def test_each_mail_becomes_the_post_of_its_author_or_is_refused_with_a_reason(
    client, sample, topic, ben, to
):
    client.sendmail(ben.email, [to], answer(ben, to))  # loads what guesses languages
    outcomes, slowest = [], 0.0
    for case in sample(reply_cases(), 4):
        began = time.process_time()
        client.sendmail(ben.email, [to], answer(ben, to, case.text))
        slowest = max(slowest, time.process_time() - began)
        stored = ReceivedMail.objects.order_by("-pk").select_related("post")[0]
        outcomes.append((case, stored))
    assert slowest < MOST_SECONDS
    for case, stored in outcomes:
        if stored.state == State.PUBLISHED:
            assert words(stored.post.source) == words(trim(case.text).kept), case
        else:
            assert (stored.state, stored.why) != (State.REFUSED, ""), case
            assert stored.reason != Reason.RULE or "long" in stored.why, (case, stored.why)
    published = [stored for _case, stored in outcomes if stored.post]
    assert len(published) > 0.85 * len(outcomes)


def words(text: str) -> list[str]:
    return text.split()
