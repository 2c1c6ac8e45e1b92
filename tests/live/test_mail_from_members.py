"""A served site takes mail itself, in one process with SQLite."""

import smtplib

import pytest

from bench.served.sites import free_port, wait_until

MAKE_KEY = """
from accounts.models import Member
from forum.mail.incoming.reply_addresses import reply_address
from forum.topics.models import Topic
member = Member.objects.exclude(email_confirmed_at=None).filter(is_staff=False).order_by("pk")[0]
topic = Topic.objects.filter(closed_at=None, hidden_at=None).order_by("pk")[0]
print(member.email, reply_address(member, topic=topic))
"""
FIND = """
from forum.topics.models import Post
print(list(Post.objects.filter(source="By mail.").values_list("author__email", flat=True)))
"""
MAIL = "From: {sender}\r\nTo: {to}\r\nMessage-ID: <1@phone.example>\r\n\r\nBy mail.\r\n"


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def site(new_site, mail_port):
    listen = f"lmtp://127.0.0.1:{mail_port}"
    site = new_site(INCOMING_MAIL_DOMAIN="answers.example.org", INCOMING_MAIL_LISTEN=listen)
    site.start()
    return site


def send(port: int, sender: str, to: str) -> None:
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail(sender, [to], MAIL.format(sender=sender, to=to))


def test_an_answer_is_published_once_also_when_the_site_was_killed(site, mail_port):
    sender, to = site.shell(MAKE_KEY).split()
    send(mail_port, sender, to)
    site.kill()
    site.start()
    wait_until(lambda: is_open(mail_port))
    send(mail_port, sender, to)
    assert site.shell(FIND).strip() == f"['{sender}']"
    site.stop()
    assert not is_open(mail_port)


def is_open(port: int) -> bool:
    try:
        smtplib.LMTP("127.0.0.1", port).close()
    except OSError:
        return False
    return True
