"""How many wrong codes and passkeys a member may try."""

import pytest
from django.test import Client

from tests.accounts.account_pages import is_signed_in, sign_in
from tests.accounts.two_step.pages import SECOND_STEP_URL, open_with_password, sign_in_with_code

pytestmark = pytest.mark.django_db


def test_a_member_waits_after_five_wrong_codes(client, ana, app):
    app.activate_for(ana)
    sign_in(client, ana.email)
    for _ in range(5):
        assert client.post(SECOND_STEP_URL, {"code": app.wrong_code()}).status_code == 422
    answer = client.post(SECOND_STEP_URL, {"code": app.code()})
    assert answer.status_code == 429
    assert 290 < int(answer["Retry-After"]) <= 300
    assert int(answer["Retry-After"]) > 240 and "Wait 5 minutes" in answer.content.decode()
    assert not is_signed_in(client)


def test_wrong_codes_count_from_all_addresses(ana, app):
    app.activate_for(ana)
    for number in range(5):
        sign_in_with_code(Client(REMOTE_ADDR=f"203.0.113.{number}"), ana, app.wrong_code())
    assert sign_in_with_code(Client(REMOTE_ADDR="203.0.113.99"), ana, app.code()).status_code == 429


def test_a_right_code_clears_the_count(ana, app):
    app.activate_for(ana)
    for _ in range(3):
        browser = Client()
        for _ in range(4):
            sign_in_with_code(browser, ana, app.wrong_code())
        sign_in_with_code(browser, ana, app.code())
        assert is_signed_in(browser)
        app.advance_clock()


def test_a_limit_per_day_allows_fifty_tries(ana, app, settings):
    settings.LIMITS = settings.LIMITS | {"code": ["50/day"]}
    app.activate_for(ana)
    browser = Client()
    sign_in(browser, ana.email)
    for _ in range(50):
        assert browser.post(SECOND_STEP_URL, {"code": app.wrong_code()}).status_code == 422
    assert browser.post(SECOND_STEP_URL, {"code": app.code()}).status_code == 429


def test_wrong_codes_of_set_up_count_too(client, ana, app):
    client.force_login(ana)
    open_with_password(client, "/accounts/2fa/totp/activate/")
    app.secret = client.session["mfa.totp.secret"]
    for _ in range(5):
        client.post("/accounts/2fa/totp/activate/", {"code": app.wrong_code()})
    assert client.post("/accounts/2fa/totp/activate/", {"code": app.code()}).status_code == 429


def test_a_wrong_passkey_counts_and_the_limit_has_a_page(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_in_address": ["10/5 minutes"]}
    for _ in range(10):
        assert (
            client.post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "x"}'}).status_code
            == 302
        )
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "x"}'})
    assert answer.status_code == 429
    assert "Please wait a moment" in answer.content.decode()
    assert int(answer["Retry-After"]) > 240 and "Wait 5 minutes" in answer.content.decode()
