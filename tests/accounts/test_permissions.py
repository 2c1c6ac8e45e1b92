"""Who may write, and who may be here: from the member's own fields."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Member
from accounts.permissions import refuse_access, refuse_writing

NOW = timezone.now()
LATER = NOW + timedelta(days=3)


def member(**fields) -> Member:
    return Member(**{"handle": "ana", "community": "academic", "email_confirmed_at": NOW} | fields)


def test_a_member_may_write():
    assert refuse_writing(member()) == refuse_access(member()) == ""


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email_confirmed_at": None}, "Confirm your e-mail"),
        ({"handle": None}, "Finish your sign-up"),
        ({"community": ""}, "Finish your sign-up"),
        ({"silenced_until": LATER}, "You may read but not write until"),
        ({"suspended_until": LATER}, "Your account is suspended until"),
        ({"closed_at": NOW}, "This account is closed."),
    ],
)
def test_who_may_not_write_is_told_why(fields, told):
    assert told in refuse_writing(member(**fields))


def test_a_visitor_is_told_to_sign_in():
    assert refuse_writing(AnonymousUser()) == "Sign in to write."
    assert refuse_access(AnonymousUser()) == ""


def test_a_silenced_member_may_be_here_a_suspended_one_may_not():
    assert refuse_access(member(silenced_until=LATER)) == ""
    assert refuse_access(member(suspended_until=LATER))


def test_a_sanction_ends_by_itself():
    past = NOW - timedelta(seconds=1)
    assert refuse_writing(member(silenced_until=past, suspended_until=past)) == ""


def test_the_reason_and_the_day_are_told():
    told = refuse_writing(
        member(silenced_until=LATER.replace(year=2031), sanction_reason="Insults.")
    )
    assert "2031" in told
    assert "UTC" in told
    assert told.endswith("Reason: Insults.")


def test_a_suspension_for_good_has_no_day():
    assert (
        refuse_access(member(suspended_until=NOW + timedelta(days=36500)))
        == "Your account is suspended."
    )
