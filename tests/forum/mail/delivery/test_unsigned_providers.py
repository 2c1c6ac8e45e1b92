"""Reports of providers that do not sign their requests count only with the secret of the site."""

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from django.test import RequestFactory

from forum.mail.delivery import provider_events
from forum.mail.delivery.models import MailAddress
from tests import factories as make
from tests.forum.mail.provider_requests import (
    SECRET,
    credentials,
    of_amazon,
    of_postmark,
    of_sendgrid,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support"),
]

ADDRESS = "ana@example.org"
COMPLAINTS = {
    "postmark": of_postmark(
        {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": ADDRESS}
    ),
    "sendgrid": of_sendgrid({"event": "spamreport", "email": ADDRESS}),
    "amazon_ses": of_amazon(
        {
            "eventType": "Complaint",
            "complaint": {"complainedRecipients": [{"emailAddress": ADDRESS}]},
        }
    ),
}


def amazon_bounce(kind: str) -> dict:
    bounce = {"bounceType": kind, "bounceSubType": "General"}
    return of_amazon(
        {
            "eventType": "Bounce",
            "bounce": bounce | {"bouncedRecipients": [{"emailAddress": ADDRESS}]},
        }
    )


# What each provider says of a full mailbox, and of a missing one.
BOUNCES = {
    "postmark": [
        of_postmark({"RecordType": "Bounce", "Type": kind, "Email": ADDRESS})
        for kind in ("SoftBounce", "HardBounce")
    ],
    "sendgrid": [
        of_sendgrid({"event": "bounce", "email": ADDRESS, "status": status})
        for status in ("4.2.2", "5.1.1")
    ],
    "amazon_ses": [amazon_bounce(kind) for kind in ("Transient", "Permanent")],
}


@pytest.fixture(autouse=True)
def ana(settings):
    settings.EMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    return make.member("ana")


def hand_over(request: dict, **headers: str) -> int:
    """The status of the answer to a report."""
    try:
        view = provider_events.webhook()
        return view(RequestFactory().post("/mail/provider/", **request, **headers)).status_code
    except AnymailWebhookValidationFailure:  # Django answers 400
        return 400


@pytest.fixture(params=COMPLAINTS)
def provider(request, settings):
    if request.param == "amazon_ses":
        pytest.importorskip("boto3")
    settings.EMAIL_PROVIDER = request.param
    return request.param


def test_a_complaint_stops_mail_only_with_the_secret(provider, ana):
    refused = [
        hand_over(COMPLAINTS[provider]),
        hand_over(COMPLAINTS[provider], **credentials("brain:another")),
    ]
    assert set(refused) <= {400, 401} and not MailAddress.objects.exists()
    assert hand_over(COMPLAINTS[provider], **credentials()) == 200
    assert MailAddress.objects.stopped().get().member == ana


def test_a_full_mailbox_counts_less_than_a_missing_one(provider):
    points = []
    for report in BOUNCES[provider]:
        assert hand_over(report, **credentials()) == 200
        points.append(MailAddress.objects.get().points)
        MailAddress.objects.all().delete()
    assert points == [1, 2]


def test_without_a_secret_the_site_has_no_such_address(settings):
    settings.EMAIL_PROVIDER = "postmark"
    assert provider_events.is_offered()
    settings.EMAIL_WEBHOOK_SECRET = ""
    assert not provider_events.is_offered()
