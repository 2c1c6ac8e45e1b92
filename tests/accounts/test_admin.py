"""What administrators do to members."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from tests.factories import member

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/member/"


@pytest.fixture(autouse=True)
def admin(client) -> Member:
    made = member("boss", is_staff=True, is_superuser=True)
    client.force_login(made)
    return made


def act(client, action: str, *members: Member, why: str = ""):
    chosen = [one.pk for one in members]
    return client.post(
        LIST, {"action": action, "_selected_action": chosen, "why": why}, follow=True
    )


@pytest.mark.parametrize(
    ("action", "field", "days"),
    [
        ("silence_1_day", "silenced_until", 1),
        ("silence_7_days", "silenced_until", 7),
        ("silence_30_days", "silenced_until", 30),
        ("suspend_7_days", "suspended_until", 7),
        ("suspend_30_days", "suspended_until", 30),
        ("suspend_for_good", "suspended_until", 36500),
    ],
)
def test_a_sanction_is_for_so_many_days(client, action, field, days):
    ana = member()
    assert "Done for 1 member." in act(client, action, ana, why="Spam.").content.decode()
    ana.refresh_from_db()
    assert abs(getattr(ana, field) - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)
    assert ana.sanction_reason == "Spam."


def test_a_sanction_without_a_reason_is_refused(client, events):
    assert "Give the reason" in act(client, "silence_1_day", member()).content.decode()
    assert events() == []


def test_one_refusal_stops_no_other(client, admin, events):
    page = act(client, "suspend_7_days", admin, member(), why="Spam.").content.decode()
    assert "yourself" in page
    assert "Done for 1 member." in page
    assert events() == ["MemberSuspended"]


def test_confirm_and_lift(client, events):
    ana = member(silenced_until=timezone.now() + timedelta(days=1))
    act(client, "confirm_community", ana)
    act(client, "lift", ana)
    assert events() == ["CommunityConfirmed", "SanctionLifted"]


def test_only_the_role_is_saved_here(client):
    ana = member("ana", name="Ana")
    client.post(
        f"{LIST}{ana.pk}/change/",
        {"name": "Other", "suspended_until_0": "2030-01-01", "is_staff": "on"},
    )
    ana.refresh_from_db()
    assert (ana.name, ana.suspended_until, ana.is_staff) == ("Ana", None, True)


def test_nobody_is_added_or_deleted_here(client):
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{member().pk}/delete/").status_code == 403


def test_members_are_found(client):
    member("ana"), member("ben")
    page = client.get(f"{LIST}?q=ana").content.decode()
    assert "ana@example.org" in page
    assert "ben@example.org" not in page
