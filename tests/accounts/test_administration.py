"""Administrators correct and empty profiles, and close accounts (decision 58)."""

import pytest
from django.core import mail

from accounts.administration import actions
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def ana():
    return make.member(
        "ana", name="Minister", bio="Buy gold.", language="fr", community_confirmed=True
    )


def test_a_profile_is_emptied_and_the_member_is_told(client, boss, ana):
    assert f"/administration/members/{ana.pk}/".encode() in client.get("/members/ana/").content
    assert b"/accounts/of/ana/" in client.get(f"/administration/members/{ana.pk}/").content
    assert b"Buy gold." in client.get("/accounts/of/ana/").content
    form = {"name": "", "organisation": "", "bio": "", "why": "No advertising."}
    assert client.post("/accounts/of/ana/", form)["Location"] == "/members/ana/"
    client.post("/accounts/of/ana/", form)
    ana.refresh_from_db()
    assert (ana.name, ana.bio, ana.community_confirmed) == ("", "", False)
    event = Event.objects.get(name="ProfileCorrected")
    event.run_listeners()
    [message] = mail.outbox
    assert message.to == [ana.email] and "No advertising." in message.body


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(client, boss, ana):
    response = client.post("/accounts/of/ana/", {"name": "Ana", "bio": "Kept.", "why": ""})
    assert response.status_code == 422 and b"Kept." in response.content
    ana.refresh_from_db()
    assert ana.name == "Minister"


def test_an_account_is_closed_and_its_owner_is_told(client, boss, ana):
    address = ana.email
    assert client.post("/accounts/of/ana/close/", {"why": ""}).status_code == 422
    response = client.post("/accounts/of/ana/close/", {"why": "Spam."})
    assert response["Location"] == "/members/"
    ana.refresh_from_db()
    assert ana.closed_at and ana.name == ""
    assert Event.objects.get(name="MemberClosed").body["by"] == boss.pk
    [message] = mail.outbox
    assert message.to == [address] and "Spam." in message.body
    assert client.post("/accounts/of/ana/close/", {"why": "Spam."}).status_code == 404


@pytest.mark.parametrize("url", ["/accounts/of/ana/", "/accounts/of/ana/close/"])
@pytest.mark.parametrize("fields", [{}, {"is_staff": True}])
def test_only_administrators_of_members_may_do_it(client, ana, url, fields):
    client.force_login(make.member(**fields))
    assert client.post(url, {"why": "-"}).status_code == 403
    assert b"/administration/members/" not in client.get("/members/ana/").content
    ana.refresh_from_db()
    assert ana.name == "Minister" and not ana.closed_at


def test_an_administrator_keeps_profile_and_account(boss):
    other = make.member(is_staff=True)
    for action in (actions.correct_profile, actions.close_for_reason):
        with pytest.raises(Refused, match="Remove that role first"):
            action(other, by=boss, why="Quarrel.")
    assert Member.objects.get(pk=other.pk).closed_at is None
