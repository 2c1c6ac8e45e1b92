"""The pages that set up and remove an app, passkeys and recovery codes."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts import actions
from collective_brain.i18n.languages import html_language
from tests.accounts.account_pages import sign_in
from tests.accounts.two_step.pages import (
    create_passkey,
    open_with_password,
    recovery_codes_of,
    set_up_app,
)

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_its_owner_gets_an_email(client, ana, app):
    client.force_login(ana)
    page = client.get(set_up_app(client, app).url).content.decode()
    assert all(code in page for code in recovery_codes_of(ana))
    assert mail.outbox[-1].to == [ana.email]
    assert "An app for sign-in codes has been set up" in mail.outbox[-1].body


@pytest.mark.django_db(transaction=True)
def test_the_email_is_in_the_language_of_the_member(client, ana, app):
    actions.set_language(ana, "fr")
    client.force_login(ana)
    set_up_app(client, app)
    assert "An app for sign-in codes" not in mail.outbox[-1].body
    assert mail.outbox[-1].body.startswith("Bonjour")


def test_set_up_asks_for_the_password_first(client, ana):
    client.force_login(ana)
    for path in ("totp/activate/", "webauthn/add/"):
        assert client.get(f"/accounts/2fa/{path}").url.startswith("/accounts/reauthenticate/")


def test_the_secret_stays_the_same_when_the_page_is_reloaded(client, ana, app):
    client.force_login(ana)
    open_with_password(client, "/accounts/2fa/totp/activate/")
    secrets = {
        client.get("/accounts/2fa/totp/activate/").context["form"].secret for _time in range(3)
    }
    assert len(secrets) == 1


def test_the_qr_code_exists_only_during_set_up(client, ana, app):
    client.force_login(ana)
    assert client.get("/accounts/2fa/totp/picture.svg").status_code == 404
    open_with_password(client, "/accounts/2fa/totp/activate/")
    picture = client.get("/accounts/2fa/totp/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert not re.search(rb"<script|style=", picture.content)
    assert Client().get("/accounts/2fa/totp/picture.svg").status_code == 302


def test_a_form_sent_twice_sets_up_one_app(client, ana, app):
    client.force_login(ana)
    set_up_app(client, app)
    again = client.post("/accounts/2fa/totp/activate/", {"code": app.code()}, follow=True)
    assert "Your app has been set up" in again.content.decode()
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1


def test_an_app_is_removed_and_its_owner_gets_an_email(client, ana, app):
    client.force_login(ana)
    set_up_app(client, app)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert "has been removed from your account" in mail.outbox[-1].body
    assert sign_in(Client(), ana.email).url == "/"


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_replace_the_old_ones(client, ana, app):
    client.force_login(ana)
    set_up_app(client, app)
    old = recovery_codes_of(ana)
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert not set(old) & set(recovery_codes_of(ana))
    assert "New recovery codes have been created" in mail.outbox[-1].body
    saved = client.get("/accounts/2fa/recovery-codes/download/")
    assert all(code in saved.content.decode() for code in recovery_codes_of(ana))


def test_recovery_codes_are_shown_only_after_the_password(client, ana, app):
    app.activate_for(ana)
    client.force_login(ana)
    assert client.get("/accounts/2fa/recovery-codes/").url.startswith("/accounts/reauthenticate/")


def test_a_code_can_confirm_a_change_instead_of_the_password(client, ana, app):
    app.activate_for(ana)
    client.force_login(ana)
    password_page = client.get("/accounts/2fa/recovery-codes/").url
    assert "With a code" in client.get(password_page).content.decode()
    answer = client.post(
        f"/accounts/2fa/reauthenticate/?{password_page.partition('?')[2]}", {"code": app.code()}
    )
    assert answer.url == "/accounts/2fa/recovery-codes/"


def test_a_closed_account_has_no_authenticators(ana, app):
    app.activate_for(ana)
    actions.close_account(ana, by=ana)
    assert not Authenticator.objects.exists()


PAGES = (
    "",
    "totp/deactivate/",
    "recovery-codes/",
    "recovery-codes/generate/",
    "reauthenticate/",
    "webauthn/",
)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize("path", [*PAGES, "totp/activate/", "webauthn/add/"])
def test_every_page_uses_our_layout_without_inline_code(client, ana, app, path, language):
    client.force_login(ana)
    if path in PAGES:
        app.activate_for(ana)
    open_with_password(client, "/accounts/2fa/webauthn/add/")
    if path == "webauthn/":
        create_passkey(ana)
    client.cookies["django_language"] = language
    html = client.get(f"/accounts/2fa/{path}").content.decode()
    assert "Collective Brain</title>" in html
    assert f'<html lang="{html_language(language)}"' in html
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=", html)
    assert "placeholder=" not in html.partition("<main")[2]  # the search box in the header has one
