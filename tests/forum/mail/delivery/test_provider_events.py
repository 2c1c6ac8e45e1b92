"""The webhook of an e-mail provider: signed reports stop mail, others do nothing."""

import hashlib
import hmac
import json
import time

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from django.test import RequestFactory

from forum.mail.delivery import provider_events
from forum.mail.delivery.models import MailAddress
from tests import factories as make

pytestmark = pytest.mark.django_db
KEY = "a-signing-key"


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.EMAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def ana():
    return make.member("ana")


def report(address: str, key: str = KEY, **event: object) -> int:
    """Send an event as Mailgun does. The status of the answer."""
    signed = {"timestamp": str(int(time.time())), "token": "t" * 50}
    text = (signed["timestamp"] + signed["token"]).encode()
    signature = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    data = {"id": "1", "timestamp": time.time(), "recipient": address, **event}
    body = {"signature": {**signed, "signature": signature}, "event-data": data}
    request = RequestFactory().post(
        "/mail/provider/", json.dumps(body), content_type="application/json"
    )
    try:
        return provider_events.webhook()(request).status_code
    except AnymailWebhookValidationFailure:  # Django answers 400
        return 400


FAILED = {"event": "failed", "severity": "permanent", "reason": "bounce"}


def test_a_signed_complaint_stops_mail(ana):
    assert report(ana.email.upper(), event="complained") == 200
    assert MailAddress.objects.stopped().get().member == ana


def test_a_signed_report_of_a_missing_mailbox_counts_as_a_hard_bounce(ana):
    assert report(ana.email, **FAILED) == 200
    assert MailAddress.objects.get().points == 2


def test_a_report_with_another_signature_is_refused(ana):
    assert report(ana.email, key="another", event="complained") == 400
    assert not MailAddress.objects.exists()


def test_a_report_about_a_stranger_does_nothing(ana):
    assert report("stranger@example.net", event="complained") == 200
    assert not MailAddress.objects.exists()
