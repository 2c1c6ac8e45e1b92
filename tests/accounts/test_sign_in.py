"""Signing in and out, passwords, another e-mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Member
from tests.accounts.flows import PASSWORD, open_link, sign_in
from tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Member:
    made = member("ana")
    made.set_password(PASSWORD)
    made.save()
    return made


def test_one_signs_in_and_goes_on(client, ana):
    assert sign_in(client, "ANA@example.org", next="/about/").url == "/about/"
    assert client.get("/accounts/profile/").status_code == 200


def test_one_is_greeted_in_the_language_of_the_next_page(client, ana):
    """Signing in and out may change it."""
    ana.language = "fr"
    ana.save()
    english = {"accept-language": "en"}
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD}, headers=english)
    assert "Connexion réussie." in client.get("/", headers=english).content.decode()
    client.post("/accounts/logout/", headers=english)
    assert "You are signed out." in client.get("/", headers=english).content.decode()


def test_one_signs_out_by_a_form_only(client, ana):
    client.force_login(ana)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_the_next_page_is_ours(client, ana):
    assert sign_in(client, ana.email, next="https://evil.example/").url == "/"


def test_a_wrong_password_and_a_wrong_address_say_the_same(client, ana):
    known, unknown = sign_in(client, ana.email, "no"), sign_in(client, "nobody@example.org", "no")
    told = "This e-mail and this password do not belong together."
    assert told in known.content.decode()
    assert told in unknown.content.decode()


def test_after_ten_failures_one_waits(client, ana):
    for _ in range(10):
        assert sign_in(client, ana.email, "no").status_code == 200
    answer = sign_in(client, ana.email)
    assert answer.status_code == 429
    assert 290 < int(answer["Retry-After"]) <= 300
    assert f"Wait {answer['Retry-After']} seconds" in answer.content.decode()
    assert 'value="ana@example.org"' in answer.content.decode()


def test_failures_are_counted_by_account_too(ana):
    for number in range(10):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), ana.email, "no")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), ana.email).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), "ben@example.org", "no").status_code == 200


def test_success_is_not_counted(ana):
    assert {sign_in(Client(), ana.email).status_code for _ in range(12)} == {302}


def test_the_administration_has_no_other_door(client):
    assert client.get("/admin/login/").url.startswith("/accounts/login/")


def test_a_suspended_member_is_told_why_at_the_door(client, ana):
    until = timezone.now() + timedelta(days=2)
    Member.objects.filter(pk=ana.pk).update(suspended_until=until, sanction_reason="Spam.")
    answer = sign_in(client, ana.email)
    assert answer.status_code == 403
    assert "Reason: Spam." in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_not_known(client, ana):
    actions.close_account(ana, by=ana)
    assert "do not belong together" in sign_in(client, "ana@example.org").content.decode()


def test_a_forgotten_password_is_chosen_anew(client, ana):
    client.post("/accounts/password/reset/", {"email": ana.email})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    new = "another-good-one-26"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), ana.email, new).status_code == 302


def test_a_reset_for_nobody_looks_the_same(client, ana):
    known = client.post("/accounts/password/reset/", {"email": ana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.url == unknown.url
    assert len(mail.outbox) == 2


def test_a_password_is_changed_and_the_owner_told(client, ana):
    client.force_login(ana)
    new = "another-good-one-26"
    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert sign_in(Client(), ana.email, new).status_code == 302
    assert mail.outbox[-1].to == [ana.email]


def test_another_email_asks_for_the_password_and_counts_once_confirmed(client, ana):
    sign_in(client, ana.email)
    change = {"email": "ana.new@example.org", "action_add": ""}
    door = client.post("/accounts/email/", change).url
    assert door.startswith("/accounts/reauthenticate/")
    client.post(door, {"password": PASSWORD, "next": "/accounts/email/"})
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    assert mail.outbox[-1].to == ["ana.new@example.org"]
    open_link(client)
    ana.refresh_from_db()
    assert ana.email == "ana.new@example.org"
    assert ["ana@example.org"] in [message.to for message in mail.outbox]


DOORS = ("login/", "signup/", "password/reset/", "confirm-email/")
OWN = ("logout/", "password/change/", "email/", "reauthenticate/", "profile/", "close/")
BOTH = (
    *("confirm-email/nokey/", "inactive/", "password/reset/done/"),
    *("password/reset/key/1-abc/", "password/reset/key/done/"),
)


@pytest.mark.parametrize("path", [*DOORS, *OWN, *BOTH])
def test_every_page_is_in_our_face_without_inline_code(client, ana, path):
    if path in OWN:
        client.force_login(ana)
    answer = client.get(f"/accounts/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Collective Brain</title>" in html
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)
    assert "placeholder=" not in html.partition("<main")[2]  # the search box of the header has one


@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "logout"])
@pytest.mark.parametrize("onward", ["//[x", "http://[", "https://[::1", "//evil.example/"])
def test_a_way_on_that_is_none_is_left_out(client, path, onward):
    page = client.get(f"/accounts/{path}/", {"next": onward})
    assert page.status_code in (200, 302) and onward not in page.headers.get("Location", "")
    assert client.post(f"/accounts/{path}/", {"next": onward}).status_code < 500
