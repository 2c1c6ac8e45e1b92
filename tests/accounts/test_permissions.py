"""Who may write and who may be signed in."""

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
    ("fields", "sentence"),
    [
        ({"email_confirmed_at": None}, "Confirm your e-mail address"),
        ({"handle": None}, "Finish your sign-up"),
        ({"community": ""}, "Finish your sign-up"),
        ({"silenced_until": LATER}, "You can read but not write until"),
        ({"suspended_until": LATER}, "Your account is suspended until"),
        ({"closed_at": NOW}, "This account is closed."),
    ],
)
def test_the_refusal_says_why_a_member_may_not_write(fields, sentence):
    assert sentence in refuse_writing(member(**fields))


def test_a_visitor_must_sign_in_to_write():
    assert refuse_writing(AnonymousUser()) == "Sign in to write."
    assert refuse_access(AnonymousUser()) == ""


def test_a_silenced_member_may_be_signed_in_and_a_suspended_one_may_not():
    assert refuse_access(member(silenced_until=LATER)) == ""
    assert refuse_access(member(suspended_until=LATER))


def test_a_sanction_ends_at_its_date():
    past = NOW - timedelta(seconds=1)
    assert refuse_writing(member(silenced_until=past, suspended_until=past)) == ""


def test_the_refusal_contains_the_reason_and_the_date():
    refusal = refuse_writing(
        member(silenced_until=LATER.replace(year=2031), sanction_reason="Insults.")
    )
    assert "2031" in refusal
    assert "UTC" in refusal
    assert refusal.endswith("Reason: Insults.")


def test_the_refusal_of_a_suspension_for_good_has_no_date():
    assert (
        refuse_access(member(suspended_until=NOW + timedelta(days=36500)))
        == "Your account is suspended."
    )
