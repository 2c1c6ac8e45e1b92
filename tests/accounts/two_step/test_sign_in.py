"""Sign-in with a code after the password."""

import pytest

from accounts.administration import actions
from tests import factories as make
from tests.accounts.account_pages import is_signed_in, sign_in
from tests.accounts.two_step.pages import SECOND_STEP_URL, sign_in_with_code

pytestmark = pytest.mark.django_db


def test_the_password_alone_is_not_enough(client, ana, app):
    app.activate_for(ana)
    assert sign_in(client, ana.email, next="/about/").url == SECOND_STEP_URL
    assert not is_signed_in(client)
    assert client.get("/accounts/profile/").status_code == 302
    assert client.post(SECOND_STEP_URL, {"code": app.code()}).url == "/about/"
    assert is_signed_in(client)


@pytest.mark.parametrize("steps_away", [-1, 0, 1])
def test_the_clock_of_the_phone_may_be_half_a_minute_off(client, ana, app, steps_away):
    app.activate_for(ana)
    sign_in_with_code(client, ana, app.code(steps_away))
    assert is_signed_in(client)


@pytest.mark.parametrize("steps_away", [-2, 2])
def test_the_clock_of_the_phone_may_not_be_a_minute_off(client, ana, app, steps_away):
    app.activate_for(ana)
    assert (
        "This code is not correct."
        in sign_in_with_code(client, ana, app.code(steps_away)).content.decode()
    )
    assert not is_signed_in(client)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}-{1} "])
def test_a_code_may_be_typed_in_groups(client, ana, app, typed):
    app.activate_for(ana)
    sign_in_with_code(client, ana, typed.format(app.code()[:3], app.code()[3:]))
    assert is_signed_in(client)


@pytest.mark.parametrize("code", ["", "x", "0" * 5000, "١٢٣٤٥٦", "<b>", "\x00", "null"])
def test_an_invalid_code_is_a_wrong_code(client, ana, app, code):
    app.activate_for(ana)
    assert sign_in_with_code(client, ana, code).status_code == 422
    assert not is_signed_in(client)


def test_a_suspended_member_is_not_asked_for_a_code(client, ana, app):
    app.activate_for(ana)
    boss = make.member("boss", is_staff=True, is_superuser=True)
    actions.suspend(ana, by=boss, until=ana.joined_at.replace(year=2100), why="Spam.")
    assert sign_in(client, ana.email).status_code == 403
