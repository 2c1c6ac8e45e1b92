"""Mail that Mailgun hands over: signed mail becomes a post, other requests do nothing."""

import hashlib
import hmac
import time

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from django.test import RequestFactory

from forum.mail.incoming import provider_mails
from forum.mail.incoming.models import ReceivedMail
from tests.forum.mail.incoming.sent_mails import answer, posts

pytestmark = pytest.mark.usefixtures("database")
KEY = "a-signing-key"


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.EMAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def hand_over(raw: bytes, recipient: str, *, sender: str, key: str = KEY) -> int:
    """Send a mail as a route of Mailgun for raw mails does. The status of the answer."""
    fields = {"timestamp": str(int(time.time())), "token": "t" * 50}
    text = (fields["timestamp"] + fields["token"]).encode()
    fields["signature"] = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    fields |= {"sender": sender, "recipient": recipient, "body-mime": raw.decode(errors="replace")}
    request = RequestFactory().post("/mail/provider/mime", fields)
    try:
        return provider_mails.webhook()(request).status_code
    except AnymailWebhookValidationFailure:  # Django answers 400
        return 400


def test_a_signed_mail_becomes_one_post_however_often_it_comes(topic, ben, to):
    raw = answer(ben, to, "Sí, la cooperativa de las 協働.", message_id="<1@phone.example>")
    assert [hand_over(raw, to, sender=ben.email) for _ in range(2)] == [200, 200]
    assert posts(topic) == ["Sí, la cooperativa de las 協働."]


def test_a_mail_with_another_signature_is_refused(topic, ben, to):
    assert hand_over(answer(ben, to), to, sender=ben.email, key="another") == 400
    assert posts(topic) == [] and not ReceivedMail.objects.exists()


def test_the_null_sender_posts_nothing(topic, ben, to):
    assert hand_over(answer(ben, to), to, sender="") == 200
    assert posts(topic) == []


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: =?utf-8?B?broken",
        "Subject: a\r\n b\r\n\tc: é",
        "From: =?x?Q?=FF?= <<<@>>>",
        "Content-Type: multipart/mixed; boundary=\r\nDate: never",
        "Content-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: base64",
        ":\r\n",
    ],
)
def test_broken_headers_raise_nothing(topic, ben, to, headers):
    raw = f"{headers}\r\nTo: {to}\r\n\r\nText é\udcff".encode(errors="surrogateescape")
    assert hand_over(raw, to, sender=ben.email) == 200
    assert posts(topic) == []
