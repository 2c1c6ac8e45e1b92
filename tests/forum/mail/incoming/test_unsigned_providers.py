"""Mail of providers that do not sign their requests becomes a post only with the secret."""

import json
from base64 import b64encode

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from django.test import RequestFactory

from forum.mail.incoming import provider_mails
from forum.mail.incoming.models import ReceivedMail
from tests.forum.mail.incoming.sent_mails import answer, posts
from tests.forum.mail.provider_requests import SECRET, credentials, of_amazon, of_postmark

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support"),
]
TEXT = "Sí, la cooperativa de las 協働."


def of_mail(provider: str, raw: bytes, recipient: str, sender: str) -> dict:
    """The request in which `provider` hands a whole mail over."""
    if provider == "sendgrid":
        envelope = json.dumps({"to": [recipient], "from": sender})
        return {"data": {"email": raw.decode(), "envelope": envelope}}
    if provider == "postmark":
        headers = [{"Name": "Return-Path", "Value": f"<{sender}>"}]
        return of_postmark(
            {"RawEmail": raw.decode(), "Headers": headers, "OriginalRecipient": recipient}
        )
    receipt = {"recipients": [recipient], "action": {"type": "SNS", "encoding": "BASE64"}}
    return of_amazon(
        {
            "notificationType": "Received",
            "receipt": receipt,
            "mail": {"source": sender},
            "content": b64encode(raw).decode(),
        }
    )


@pytest.fixture(params=["postmark", "sendgrid", "amazon_ses"])
def provider(request, settings):
    if request.param == "amazon_ses":
        pytest.importorskip("boto3")
    settings.EMAIL_PROVIDER = request.param
    settings.EMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    return request.param


def hand_over(request: dict, **headers: str) -> int:
    try:
        view = provider_mails.webhook()
        return view(RequestFactory().post("/mail/provider/mime", **request, **headers)).status_code
    except AnymailWebhookValidationFailure:  # Django answers 400
        return 400


def test_a_mail_becomes_one_post_only_with_the_secret(provider, topic, ben, to):
    request = of_mail(provider, answer(ben, to, TEXT), to, ben.email)
    refused = [hand_over(request), hand_over(request, **credentials("brain:another"))]
    assert set(refused) <= {400, 401} and not ReceivedMail.objects.exists()
    assert [hand_over(request, **credentials()) for _ in range(2)] == [200, 200]
    assert posts(topic) == [TEXT]
