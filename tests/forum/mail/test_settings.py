"""The page on which a member chooses what comes by mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.mail.models import MailSettings
from tests import factories as make

pytestmark = pytest.mark.django_db
CHOICES = {
    "mention": "site",
    "reply": "at_once",
    "message": "at_once",
    "watched": "at_once",
    "topic": "site",
}


@pytest.fixture
def ana(client):
    ana = make.member("ana")
    client.force_login(ana)
    return ana


def test_the_page_shows_the_defaults_and_stores_the_choices(ana, client):
    page = client.get("/mail/").content.decode()
    assert page.count(" checked") == 5
    tomorrow = timezone.now().date() + timedelta(days=1)
    answer = client.post("/mail/", {**CHOICES, "paused_until": tomorrow.isoformat()})
    assert answer.status_code == 302
    stored = MailSettings.objects.get(member=ana)
    assert {kind: getattr(stored, kind) for kind in CHOICES} == CHOICES
    assert stored.is_paused()
    assert f'value="{tomorrow.isoformat()}"' in client.get("/mail/").content.decode()


def test_a_wrong_value_is_refused_and_the_other_choices_stay(ana, client):
    answer = client.post("/mail/", {**CHOICES, "reply": "hourly"})
    assert answer.status_code == 422 and not MailSettings.objects.exists()
    assert answer.content.decode().count(" checked") == 4


def test_a_sample_looks_like_a_mail_of_the_site_and_few_are_sent(ana, client, settings):
    settings.EMAIL_BACKEND = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
    client.post("/mail/sample/")
    assert not OutgoingEmail.objects.exists()  # there is no topic yet
    make.topic(title="An example")
    for _ in range(4):
        client.post("/mail/sample/")
    mails = OutgoingEmail.objects.all()
    assert [mail.content["subject"] for mail in mails] == ["[Collective Brain] An example"] * 2
    assert mails[0].recipients == [ana.email]


def test_only_members_have_the_page(client):
    assert client.get("/mail/").status_code == 302
    assert client.post("/mail/sample/").status_code == 302
