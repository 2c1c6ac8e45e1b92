"""The mails of other libraries through the socket: each becomes a post or has a reason."""

import smtplib
import time
from pathlib import Path

import pytest

from bench.mail_corpus import stored as stored_mails
from bench.mail_corpus.door import send_as_answers, send_as_reports
from bench.mail_corpus.mails import missing_files, read_folder
from bench.served.sites import free_port
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.outcomes import Reason, State
from forum.mail.incoming.smtp_server import MailServer
from forum.mail.reading.trimming import trim
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer
from tests.forum.mail.reading.reply_cases import reply_cases

pytestmark = pytest.mark.usefixtures("database")
MANY = ["100000/hour"]
MOST_SECONDS = 1  # of processor time, for one mail
RAW_MAILS = Path(__file__).parents[1] / "data" / "raw_mails"


@pytest.fixture
def server(settings):
    settings.LIMITS = {**settings.LIMITS, "post": MANY, "incoming_mail": MANY, "mail_server": MANY}
    settings.STORED_BYTES_A_DAY = 10**9
    server = MailServer(f"smtp://127.0.0.1:{free_port()}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(server):
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        yield client


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


def test_no_mail_of_a_machine_becomes_a_post_and_none_raises(server):
    """A sample of `make mail-corpus`."""
    mails = read_folder(RAW_MAILS)
    make.theme()

    def ask(name, *arguments):
        return getattr(stored_mails, name)(*arguments)

    answers = send_as_answers(mails, server.port, ask)
    reports = send_as_reports(mails, server.port, ask)
    assert [(each.mail.path, each.outcome) for each in answers + reports if each.is_bad] == []
    assert sum(each.outcome == "published" for each in answers) > 10
    assert {each.outcome for each in reports} == {"bounce counted", "complaint", "no change"}


def test_a_folder_without_mails_says_what_is_missing(tmp_path):
    assert "There is no folder" in missing_files(tmp_path / "none")
    assert "has no index.jsonl" in missing_files(tmp_path)
    (tmp_path / "index.jsonl").write_text('{"path": "source/1.eml", "tags": []}\n')
    assert missing_files(tmp_path).endswith(
        "lacks 1 mails of its index.jsonl, such as source/1.eml."
    )
    assert missing_files(RAW_MAILS) == ""


def words(text: str) -> list[str]:
    return text.split()
