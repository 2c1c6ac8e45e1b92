"""An administrator resets the two-step verification of a member."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.administration import actions
from accounts.models import Member
from collective_brain import event_log
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from tests.accounts.account_pages import member_with_password, sign_in
from tests.accounts.two_step.pages import create_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Member:
    return member_with_password("boss", is_staff=True, is_superuser=True)


def test_an_administrator_resets_it_and_the_member_gets_an_email(client, ana, boss, app, events):
    app.activate_for(ana)
    create_passkey(ana)
    client.force_login(boss)
    address = "/admin/accounts/member/"
    assert client.get(address).content.decode().count("icon-yes") == 1
    form = {
        "action": "remove_second_step",
        "_selected_action": [ana.pk],
        "why": "Lost phone, known by voice.",
    }
    assert "Done for 1 member." in client.post(address, form, follow=True).content.decode()
    assert not Authenticator.objects.exists()
    assert events() == ["SecondStepRemoved"]
    event = Event.objects.get()
    for listener in event_log.worker_listeners(event.name, event.body):
        listener()
    assert mail.outbox[-1].to == [ana.email]
    assert "Lost phone, known by voice." in mail.outbox[-1].body
    assert sign_in(Client(), ana.email).url == "/"


def test_a_reset_without_a_reason_is_refused(ana, boss, app):
    app.activate_for(ana)
    with pytest.raises(Refused, match="Enter a reason"):
        actions.reset_two_step(ana, by=boss, why=" ")


def test_a_repeated_reset_changes_nothing(ana, boss, app, events):
    app.activate_for(ana)
    actions.reset_two_step(ana, by=boss, why="Lost.")
    actions.reset_two_step(ana, by=boss, why="Lost.")
    assert events() == ["SecondStepRemoved"]


def test_a_command_resets_it_for_the_last_administrator(boss, app, events):
    app.activate_for(boss)
    call_command("reset_two_step", boss.email.upper())
    assert not Authenticator.objects.exists()
    assert events() == ["SecondStepRemoved"]
    with pytest.raises(CommandError, match="No member"):
        call_command("reset_two_step", "nobody@example.org")


@pytest.mark.parametrize("role", ["is_staff", "is_superuser"])
def test_staff_who_may_only_change_members_cannot_reset_an_administrator(client, app, events, role):
    boss = member_with_password("boss", **{role: True})
    app.activate_for(boss)
    clerk = member_with_password("clerk", is_staff=True)
    clerk.user_permissions.set(
        Permission.objects.filter(codename__in=["change_member", "view_member"])
    )
    client.force_login(clerk)
    form = {"action": "remove_second_step", "_selected_action": [boss.pk], "why": "Lost."}
    page = client.post("/admin/accounts/member/", form, follow=True).content.decode()
    assert "Only a superuser can turn off the two-step verification of an administrator." in page
    assert Authenticator.objects.filter(user=boss).exists()
    assert events() == []


def test_the_command_gives_its_reason_in_the_language_of_the_member(boss, app):
    Member.objects.filter(pk=boss.pk).update(language="fr")
    app.activate_for(boss)
    call_command("reset_two_step", boss.email)
    with translation.override("fr"):
        reason = gettext(
            "Access to two-step verification was lost. The owner of the server turned it off."
        )
    assert Event.objects.get().body["why"] == reason


def test_the_administration_shows_no_secrets(client, ana, boss, app):
    app.activate_for(ana)
    client.force_login(boss)
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert client.get("/admin/usersessions/usersession/").status_code == 404
    assert app.secret not in client.get(f"/admin/accounts/member/{ana.pk}/change/").content.decode()
