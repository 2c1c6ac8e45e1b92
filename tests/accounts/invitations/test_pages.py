"""The page of invitations, and sign-up with a link."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.invitations.models import Invitation
from accounts.models import Member
from tests import factories as make
from tests.accounts.account_pages import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = make.member("boss", is_staff=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def invitation(boss):
    ends_at = timezone.now() + timedelta(days=1)
    return Invitation.objects.create(
        made_by=boss, event_name="Academy of Turin", places=3, ends_at=ends_at
    )


def test_an_invitation_is_made_listed_and_ended(client, boss):
    last_day = (timezone.now() + timedelta(days=2)).date().isoformat()
    form = {"event_name": "Academy of Turin", "places": "500", "last_day": last_day}
    assert client.post("/accounts/invitations/", form).status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.ends_at.date().isoformat() == last_day
    page = client.get("/accounts/invitations/").content.decode()
    assert f"http://testserver/accounts/join/{invitation.token}/" in page
    assert "0 of 500 places used" in page and "Academy of Turin" in page
    client.post(f"/accounts/invitations/{invitation.pk}/end/")
    page = client.get("/accounts/invitations/").content.decode()
    assert invitation.token not in page and "Ended:" in page


def test_a_wrong_form_is_kept(client, boss):
    form = {"event_name": "Academy of Turin", "places": "5000", "last_day": "2020-01-01"}
    answer = client.post("/accounts/invitations/", form)
    assert answer.status_code == 422 and "Academy of Turin" in answer.content.decode()


def test_guests_sign_up_beyond_the_limit_of_their_network(invitation, settings):
    settings.LIMITS = settings.LIMITS | {"sign_up": ["1/hour"]}
    assert sign_up(Client(), "first@example.org").status_code == 302
    for number in range(3):
        guest = Client()
        page = guest.get(f"/accounts/join/{invitation.token}/", follow=True).content.decode()
        assert "You are invited: Academy of Turin." in page
        assert sign_up(guest, f"guest{number}@example.org").status_code == 302
    late = Client()
    page = late.get(f"/accounts/join/{invitation.token}/", follow=True).content.decode()
    assert "is full" in page
    assert sign_up(late, "late@example.org").status_code == 429
    assert Member.objects.filter(email__startswith="guest").count() == 3


def test_a_form_with_a_mistake_uses_no_place(invitation):
    guest = Client()
    guest.get(f"/accounts/join/{invitation.token}/")
    sign_up(guest, password1="short")
    invitation.refresh_from_db()
    assert invitation.used == 0


def test_a_member_who_opens_the_link_goes_to_the_home_page(client, invitation):
    assert client.get(f"/accounts/join/{invitation.token}/").url == "/"


def test_a_program_that_fills_in_the_hidden_field_gets_no_account(client):
    page = client.get("/accounts/signup/").content.decode()
    assert 'name="website"' in page and "Leave this field empty" in page
    answer = sign_up(client, website="http://spam.example")
    assert answer.url == "/accounts/confirm-email/"
    assert not Member.objects.exists() and not mail.outbox
