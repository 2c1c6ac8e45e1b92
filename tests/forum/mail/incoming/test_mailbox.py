"""Mail from a mailbox, through a real IMAP server."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from forum.mail.incoming import mailbox, tasks
from forum.mail.incoming.mailbox import poll_mailbox
from tests.forum.mail.incoming.imap_server import DOVECOT, IMAPServer
from tests.forum.mail.incoming.sent_mails import answer, posts

needs_dovecot = pytest.mark.skipif(
    DOVECOT is None, reason="Dovecot is missing: apt-get install dovecot-imapd; .ci/run does it"
)
pytestmark = [pytest.mark.usefixtures("database"), needs_dovecot]


@pytest.fixture(scope="module")
def running_server():
    folder = Path(tempfile.mkdtemp(prefix="imap-"))  # short, for the sockets in it
    server = IMAPServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(running_server):
    yield running_server
    shutil.rmtree(running_server.folder / "mail", ignore_errors=True)


def test_mails_become_posts_once_and_leave_the_mailbox(server, topic, ben, to):
    for number, text in enumerate(("One.", "Two.")):
        server.deliver(answer(ben, "x@else.example", text, delivered_to=to), f"{number}.M.x")
    assert poll_mailbox(server.url) == 2
    assert poll_mailbox(server.url) == 0
    assert sorted(posts(topic)) == ["One.", "Two."] and server.mails() == []


def test_a_mail_that_was_decided_but_not_deleted_makes_no_second_post(server, topic, ben, to):
    mail = answer(ben, to)
    for name in ("1.M.x", "2.M.x"):
        server.deliver(mail, name)
        poll_mailbox(server.url)
    assert posts(topic) == ["I agree."]


def test_a_mail_that_is_too_big_stays_and_is_not_loaded_again(server, topic, ben, to, settings):
    settings.INCOMING_MAIL_MAX_BYTES = 2_000
    server.deliver(answer(ben, to, "word " * 1_000), "1.M.x")
    server.deliver(answer(ben, to, "Small."), "2.M.x")
    poll_mailbox(server.url)
    assert poll_mailbox(server.url) == 0
    assert posts(topic) == ["Small."]
    assert [name.partition(":")[0] for name in server.mails()] == ["1.M.x"]


def test_an_error_of_ours_stops_no_other_mail_and_an_outage_keeps_all(
    server, topic, ben, to, monkeypatch
):
    receive = mailbox.receive

    def fail_for(error):
        def fail(raw: bytes):
            if b"Broken" in raw:
                raise error
            return receive(raw)

        return fail

    server.deliver(answer(ben, to, "Broken"), "1.M.x")
    monkeypatch.setattr(mailbox, "receive", fail_for(OperationalError()))
    with pytest.raises(OperationalError):
        poll_mailbox(server.url)
    server.deliver(answer(ben, to, "Whole."), "2.M.x")
    monkeypatch.setattr(mailbox, "receive", fail_for(ZeroDivisionError()))
    assert poll_mailbox(server.url) == 2
    assert posts(topic) == ["Whole."] and len(server.mails()) == 1


def test_the_worker_reads_the_mailbox(server, topic, ben, to, settings):
    settings.INCOMING_MAIL_IMAP_URL = ""
    tasks.enqueue_reading()
    settings.INCOMING_MAIL_IMAP_URL = server.url
    for _twice in range(2):
        tasks.enqueue_reading()
    queued = DBTaskResult.objects.filter(task_path=tasks.read_mailbox.module_path)
    assert queued.count() == 1
    server.deliver(answer(ben, to), "1.M.x")
    tasks.read_mailbox.call()
    assert posts(topic) == ["I agree."]


def test_a_server_that_is_away_or_refuses_the_password_is_named_in_the_log(
    server, settings, caplog
):
    for url in ("imap://brain:x@127.0.0.1:1/INBOX", server.url.replace("se%2Fcret", "wrong")):
        settings.INCOMING_MAIL_IMAP_URL = url
        tasks.read_mailbox.call()
    first, second = caplog.messages
    assert "the mailbox cannot be read" in first and "the mailbox cannot be read" in second
    assert "wrong" not in second
