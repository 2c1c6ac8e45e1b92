"""Mail through a real socket, by SMTP and by LMTP."""

import smtplib
import socket

import pytest

from bench.served.sites import free_port, wait_until
from forum.mail.incoming import smtp_server
from forum.mail.incoming.models import ReceivedMail
from forum.mail.incoming.smtp_server import MailServer
from tests import factories as make
from tests.forum.mail.incoming.sent_mails import answer, posts, reply_address

pytestmark = pytest.mark.usefixtures("database")
CLIENTS = {"smtp": smtplib.SMTP, "lmtp": smtplib.LMTP}


@pytest.fixture(params=["smtp"])
def server(request):
    server = MailServer(f"{request.param}://127.0.0.1:{free_port()}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(server):
    client = CLIENTS[server._protocol]("127.0.0.1", server.port)
    yield client
    client.close()


def connected(server) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    assert read(connection).startswith("220")
    return connection


def read(connection: socket.socket) -> str:
    return connection.recv(4096).decode()


def ask(connection: socket.socket, text: str | bytes) -> str:
    connection.sendall(text.encode() if isinstance(text, str) else text)
    return read(connection)


@pytest.mark.parametrize("server", ["smtp", "lmtp"], indirect=True)
def test_a_mail_becomes_a_post(client, topic, ben, to):
    client.sendmail(ben.email, [to], answer(ben, to, "Straight on.\n.\n..dots"))
    assert posts(topic) == ["Straight on.\n.\n..dots"]


def test_a_mail_to_two_of_our_addresses_makes_one_post(client, topic, ben, to):
    other = make.topic()
    mail = answer(ben, to)
    client.sendmail(ben.email, [to, reply_address(ben, other)], mail)
    client.sendmail(ben.email, [reply_address(ben, other)], mail)
    assert posts(topic) == ["I agree."] and posts(other) == []


@pytest.mark.parametrize("server", ["lmtp"], indirect=True)
def test_lmtp_takes_one_recipient_at_a_time(client, ben, to):
    client.ehlo_or_helo_if_needed()
    client.mail(ben.email)
    assert client.rcpt(to)[0] == 250
    assert client.rcpt(to)[0] == 452


def test_addresses_that_do_not_exist_are_refused_before_the_text(client, ben, to):
    client.ehlo()
    client.mail(ben.email)
    key = "a" * 26
    wrong = f"reply+{key}@answers.example.org"
    for address in ("ben@answers.example.org", wrong, to.replace("answers", "other"), "x"):
        assert client.rcpt(address)[0] == 550, address
    assert client.docmd("DATA")[0] == 503


def test_the_null_sender_writes_only_to_addresses_of_reports(client, to):
    client.ehlo()
    client.mail("")
    assert client.rcpt(to)[0] == 550
    assert client.rcpt(f"bounce+{'a' * 26}@answers.example.org")[0] == 250


def test_a_mail_that_is_too_big_is_refused(ben, to, settings):
    settings.INCOMING_MAIL_MAX_BYTES = 5_000
    server = MailServer(f"smtp://127.0.0.1:{free_port()}")
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            with pytest.raises(smtplib.SMTPSenderRefused, match="exceeds"):  # it said its size
                client.sendmail(ben.email, [to], answer(ben, to, "word " * 2_000))
            client.ehlo()
            client.mail(ben.email)
            client.rcpt(to)
            assert client.data(answer(ben, to, "word " * 2_000))[0] == 552
    finally:
        server.stop()
    assert not ReceivedMail.objects.exists()


def test_a_long_line_is_read(client, topic, ben, to):
    client.sendmail(ben.email, [to], answer(ben, to, "word " * 1_500))
    assert len(posts(topic)) == 1


def test_too_many_recipients_mails_and_connections_are_told_to_come_later(
    server, ben, to, settings, monkeypatch
):
    monkeypatch.setattr(smtp_server, "MAX_CONNECTIONS", 1)
    settings.LIMITS = {**settings.LIMITS, "mail_server": ["1/hour"]}
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.ehlo()
        client.mail(ben.email)
        codes = [client.rcpt(to)[0] for _ in range(21)]
        assert codes == [250] * 20 + [452]
        client.rset()
        assert client.mail(ben.email)[0] == 451
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as second:
            assert "421" in second.makefile().read()
    wait_until(lambda: server.handler.connections == 0)
    connected(server).close()


@pytest.mark.parametrize("name", ["COMMAND_SECONDS", "SESSION_SECONDS"])
def test_a_client_that_is_slow_is_disconnected(name, monkeypatch):
    monkeypatch.setattr(smtp_server, name, 0.3)
    server = MailServer(f"smtp://127.0.0.1:{free_port()}")
    server.start()
    try:
        with connected(server) as connection:
            assert read(connection) == ""
    finally:
        server.stop()


def test_an_error_of_ours_is_tried_again_and_shows_nothing(client, topic, ben, to, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError("secret words")

    mail = answer(ben, to)
    with monkeypatch.context() as patch:
        patch.setattr(smtp_server, "receive", fail)
        with pytest.raises(smtplib.SMTPDataError, match=r"451.*Try again later"):
            client.sendmail(ben.email, [to], mail)
    client.sendmail(ben.email, [to], mail)
    assert posts(topic) == ["I agree."]


SMUGGLING = {
    "LF . LF": b"\n.\n",
    "LF . CRLF": b"\n.\r\n",
    "CR . CR": b"\r.\r",
    "CR LF . LF": b"\r\n.\n",
    "CR . CR LF": b"\r.\r\n",
    "CR LF NUL . CR LF": b"\r\n\0.\r\n",
    "CR LF . CR": b"\r\n.\r",
    "CR CR LF . CR CR LF": b"\r\r\n.\r\r\n",
}


@pytest.mark.parametrize("end", SMUGGLING)
def test_a_false_end_of_a_mail_begins_no_second_mail(end, server, topic, ben, to):
    """Another sender's mail in the text of this one must stay text."""
    ana = topic.author
    inner = f"MAIL FROM:<{ana.email}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()
    second = answer(ana, reply_address(ana, topic), "Smuggled.")
    mail = answer(ben, to, "Mine.") + SMUGGLING[end] + inner + second
    with connected(server) as connection:
        ask(connection, "HELO x\r\n")
        ask(connection, f"MAIL FROM:<{ben.email}>\r\n")
        ask(connection, f"RCPT TO:<{to}>\r\n")
        assert ask(connection, "DATA\r\n").startswith("354")
        assert ask(connection, mail + b"\r\n.\r\n") == "250 2.0.0 OK\r\n"
    assert [stored.member for stored in ReceivedMail.objects.all()] == [ben]
    assert topic.posts.filter(author=ana, number__gt=1).count() == 0
