"""Sign-in, sign-out, passwords and a new e-mail address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Member
from tests.accounts.account_pages import (
    PASSWORD,
    confirm_email,
    is_signed_in,
    member_with_password,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Member:
    return member_with_password("ana")


def test_sign_in_redirects_to_the_next_page(client, ana):
    assert sign_in(client, "ANA@example.org", next="/about/").url == "/about/"
    assert client.get("/accounts/profile/").status_code == 200


def test_the_message_is_in_the_language_of_the_next_page(client, ana):
    """Sign-in and sign-out may change the language."""
    ana.language = "fr"
    ana.save()
    english = {"accept-language": "en"}
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD}, headers=english)
    assert "Connexion réussie." in client.get("/", headers=english).content.decode()
    client.post("/accounts/logout/", headers=english)
    assert "You are signed out." in client.get("/", headers=english).content.decode()


def test_only_a_form_signs_out(client, ana):
    client.force_login(ana)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_the_next_page_is_never_on_another_site(client, ana):
    assert sign_in(client, ana.email, next="https://evil.example/").url == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, ana):
    known, unknown = sign_in(client, ana.email, "no"), sign_in(client, "nobody@example.org", "no")
    sentence = "The e-mail address or the password is wrong."
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_a_member_waits_after_ten_failures(client, ana):
    for _ in range(10):
        assert sign_in(client, ana.email, "no").status_code == 422
    answer = sign_in(client, ana.email)
    assert answer.status_code == 429
    assert 290 < int(answer["Retry-After"]) <= 300
    sentence = (
        "There were too many wrong passwords for this account. Wait 5 minutes, then try again."
    )
    assert sentence in answer.content.decode()
    assert 'value="ana@example.org"' in answer.content.decode()


def test_failures_count_for_each_address_too(ana, client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_in_address": ["12/5 minutes"]}
    for number in range(12):
        assert sign_in(client, f"guest{number}@example.org", "no").status_code == 422
    assert sign_in(client, ana.email).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), ana.email).status_code == 302


def test_a_mistyped_password_of_forty_people_in_a_room_locks_nobody_out(ana, client):
    for number in range(40):
        sign_in(client, f"guest{number}@example.org", "no")
    assert sign_in(client, ana.email).status_code == 302


def test_failures_count_for_each_account_too(ana):
    for number in range(10):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), ana.email, "no")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), ana.email).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), "ben@example.org", "no").status_code == 422


def test_a_success_does_not_count(ana):
    assert {sign_in(Client(), ana.email).status_code for _ in range(12)} == {302}


def test_the_administration_uses_the_same_sign_in_page(client):
    assert client.get("/admin/login/").url.startswith("/accounts/login/")


def test_a_suspended_member_sees_the_reason_at_sign_in(client, ana):
    until = timezone.now() + timedelta(days=2)
    Member.objects.filter(pk=ana.pk).update(suspended_until=until, sanction_reason="Spam.")
    answer = sign_in(client, ana.email)
    assert answer.status_code == 403
    assert "Reason: Spam." in answer.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_cannot_sign_in(client, ana):
    actions.close_account(ana, by=ana)
    assert "password is wrong" in sign_in(client, "ana@example.org").content.decode()


def test_a_forgotten_password_is_replaced(client, ana):
    client.post("/accounts/password/reset/", {"email": ana.email})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    new = "another-good-one-26"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), ana.email, new).status_code == 302


def test_a_reset_for_an_unknown_address_looks_the_same(client, ana):
    known = client.post("/accounts/password/reset/", {"email": ana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.url == unknown.url
    assert len(mail.outbox) == 2


def test_a_password_is_changed_and_the_owner_gets_an_email(client, ana):
    client.force_login(ana)
    new = "another-good-one-26"
    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert sign_in(Client(), ana.email, new).status_code == 302
    assert mail.outbox[-1].to == [ana.email]


def test_a_new_email_needs_the_password_and_its_confirmation(client, ana):
    sign_in(client, ana.email)
    change = {"email": "ana.new@example.org", "action_add": ""}
    password_page = client.post("/accounts/email/", change).url
    assert password_page.startswith("/accounts/reauthenticate/")
    client.post(password_page, {"password": PASSWORD, "next": "/accounts/email/"})
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    assert mail.outbox[-1].to == ["ana.new@example.org"]
    confirm_email(client)
    ana.refresh_from_db()
    assert ana.email == "ana.new@example.org"
    assert ["ana@example.org"] in [message.to for message in mail.outbox]


def test_nobody_changes_to_a_disposable_address(client, ana):
    sign_in(client, ana.email)
    change = {"email": "ana@mailinator.com", "action_add": ""}
    page = client.post("/accounts/email/", change).content.decode()
    assert "addresses that end soon" in page and "ana@mailinator.com" in page
    assert not mail.outbox


VISITOR_PAGES = ("login/", "signup/", "password/reset/", "confirm-email/")
MEMBER_PAGES = ("logout/", "password/change/", "email/", "reauthenticate/", "profile/", "close/")
OTHER_PAGES = (
    "confirm-email/nokey/",
    "inactive/",
    "password/reset/done/",
    "password/reset/key/1-abc/",
    "password/reset/key/done/",
)


@pytest.mark.parametrize("path", [*VISITOR_PAGES, *MEMBER_PAGES, *OTHER_PAGES])
def test_every_page_uses_our_layout_without_inline_code(client, ana, path):
    if path in MEMBER_PAGES:
        client.force_login(ana)
    answer = client.get(f"/accounts/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Collective Brain</title>" in html
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)
    assert "placeholder=" not in html.partition("<main")[2]  # the search box in the header has one


@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "logout"])
@pytest.mark.parametrize("next_url", ["//[x", "http://[", "https://[::1", "//evil.example/"])
def test_an_invalid_next_page_is_ignored(client, path, next_url):
    page = client.get(f"/accounts/{path}/", {"next": next_url})
    assert page.status_code in (200, 302)
    assert next_url not in page.headers.get("Location", "")
    assert client.post(f"/accounts/{path}/", {"next": next_url}).status_code < 500
