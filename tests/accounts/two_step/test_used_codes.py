"""A code signs in once, even the code that set up the app."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from accounts import two_step_verification
from tests.accounts.account_pages import is_signed_in, member_with_password
from tests.accounts.two_step.pages import recovery_codes_of, set_up_app, sign_in_with_code

pytestmark = pytest.mark.django_db


def test_a_code_signs_in_once(ana, app):
    app.activate_for(ana)
    sign_in_with_code(Client(), ana, app.code())
    again = Client()
    assert (
        "This code has already been used."
        in sign_in_with_code(again, ana, app.code()).content.decode()
    )
    assert not is_signed_in(again)
    app.advance_clock()
    sign_in_with_code(again, ana, app.code())
    assert is_signed_in(again)


def test_a_code_signs_in_once_even_after_the_cache_is_cleared_and_half_a_minute_has_passed(
    ana, app
):
    app.activate_for(ana)
    next_code = app.code(1)
    sign_in_with_code(Client(), ana, next_code)
    for cache in caches.all():
        cache.clear()
    again = Client()
    for _ in range(3):  # the code is right in three periods: before, during and after its own
        sign_in_with_code(again, ana, next_code)
        assert not is_signed_in(again)
        app.advance_clock()


def test_the_code_of_set_up_does_not_sign_in(client, ana, app):
    client.force_login(ana)
    assert set_up_app(client, app).url == "/accounts/2fa/recovery-codes/"
    other = Client()
    assert (
        "This code has already been used."
        in sign_in_with_code(other, ana, app.code()).content.decode()
    )
    app.advance_clock()
    sign_in_with_code(other, ana, app.code())
    assert is_signed_in(other)


def test_a_code_that_signed_in_does_not_confirm_a_change(client, ana, app):
    app.activate_for(ana)
    sign_in_with_code(client, ana, app.code())
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": app.code()})
    assert "This code has already been used." in answer.content.decode()


def test_a_code_older_than_the_last_used_one_is_refused(ana, app):
    app.activate_for(ana)
    sign_in_with_code(Client(), ana, app.code(1))
    browser = Client()
    sign_in_with_code(browser, ana, app.code())
    assert not is_signed_in(browser)


def test_each_member_has_their_own_codes(ana, app):
    ben = member_with_password("ben")
    for member in (ana, ben):
        app.activate_for(member)
        browser = Client()
        sign_in_with_code(browser, member, app.code())
        assert is_signed_in(browser)


def test_a_recovery_code_signs_in_once(ana, app):
    app.activate_for(ana)
    code = recovery_codes_of(ana)[0]
    first, second = Client(), Client()
    sign_in_with_code(first, ana, code)
    assert is_signed_in(first)
    sign_in_with_code(second, ana, code)
    assert not is_signed_in(second)
    assert len(recovery_codes_of(ana)) == 9


@pytest.mark.django_db(transaction=True)
def test_only_one_of_many_simultaneous_uses_of_a_code_succeeds(app):
    ana = member_with_password("ana")
    app.activate_for(ana)

    def use_code(_number: int) -> bool:
        try:
            return bool(two_step_verification.find_authenticator(ana, app.code()))
        except two_step_verification.CodeAlreadyUsed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use_code, range(24))) == 1
