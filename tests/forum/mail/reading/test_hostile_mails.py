"""No bytes make the reader raise, or take longer than a second."""

import random
from pathlib import Path

import pytest

from forum.mail.reading.delivery_reports import DeliveryReport, read_delivery_report
from forum.mail.reading.message import IncomingMail, read_mail
from tests.cpu_speed import assert_cheap

from .reply_cases import FOLDER
from .test_message import HTML, PLAIN, multipart

MULTIPART = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
NESTED = b"".join(MULTIPART % (level, level) for level in range(1_000))
FEW_NESTED = b"".join(MULTIPART % (level, level) for level in range(39))
HTML_HEAD = b"Content-Type: text/html\r\n\r\n"
BASE64 = b"Content-Transfer-Encoding: base64\r\n"
HOSTILE = {
    "1,000 nested multiparts": NESTED + b"Content-Type: text/plain\r\n\r\nhello",
    "many lines in nested multiparts": FEW_NESTED + b"\nx\n" * 40_000,
    "1,000 nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"hello",
    "50,000 parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
    "10,000 headers": b"".join(b"X-%d: %050d\r\n" % (n, n) for n in range(10_000)) + b"\r\nhi",
    "10,000 recipients": b"To: ana@example.org\r\n" * 10_000 + b"\r\nhi",
    "a header of 50,000 lines": b"Subject: x" + b"\r\n y" * 50_000 + b"\r\n\r\nhi",
    "quotes in a parameter": b"Content-Type: text/plain; " + b'a=";' * 50_000 + b"\r\n\r\nhi",
    "brackets in an address": b"From: " + b"(" * 8_000 + b"\r\n\r\nhi",
    "open encoded words": b"Subject: " + b"=?utf-8?q?" * 800 + b"\r\n\r\nhi",
    "5 MB of base64": b"Content-Type: image/png\r\n"
    + BASE64
    + b"\r\n"
    + (b"A" * 76 + b"\n") * 65_000,
    "1 MB of empty lines": b"Subject: x\n" + b"\n" * 1_000_000,
    "5 MB in one line": b"Subject: x\n\n" + b"a" * 5_000_000,
    "deep HTML": HTML_HEAD + b"<p><font>" * 50_000,
    "deep quotations in HTML": HTML_HEAD + b"<blockquote>x" * 50_000,
    "many links in HTML": HTML_HEAD + b'<a href="x">y' * 30_000,
    "single surrogates": b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
    "a charset that is a tuple": b"Content-Type: text/plain; charset*=utf-8'en'%ff\n\n\xff",
    "nothing": b"",
}


def require_storable(read: IncomingMail, report: DeliveryReport) -> None:
    """Fail if a text that comes out of a mail cannot be stored."""
    texts = [read.subject, read.sender, read.sender_name, read.kept, read.removed, read.message_id]
    texts += [attachment.name for attachment in read.attachments]
    texts += [recipient.reason for recipient in report.recipients]
    together = "".join([*texts, *read.recipients, *read.references])
    together.encode()
    assert "\x00" not in together


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_is_read_within_a_second(raw):
    read = []

    assert_cheap(lambda: read.append(read_mail(raw)), 1)

    require_storable(read[0], read_delivery_report(raw))


def test_the_text_before_the_limit_is_read():
    read = read_mail(multipart("mixed", PLAIN, *[HTML] * 2_000))

    assert read.text == "Plain"
    assert read.is_cut


def test_changed_bytes_never_raise():
    dice = random.Random(16)
    mails = [multipart("mixed", PLAIN, HTML), multipart("alternative", PLAIN, HTML)]
    mails += [
        line.encode() for line in Path(FOLDER / "mailgun-talon.jsonl").read_text().split("\n")
    ]
    mails = [mail for mail in mails if mail]
    for _ in range(100):
        raw = bytearray(dice.choice(mails))
        for _ in range(dice.randrange(30)):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        begin, end = sorted(dice.sample(range(len(raw)), 2))
        changed = bytes(raw[begin:end] if dice.random() < 0.3 else raw[:begin] + raw[end:])
        require_storable(read_mail(changed), read_delivery_report(changed))
