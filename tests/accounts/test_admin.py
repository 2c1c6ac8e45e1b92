"""The administration of members."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Member
from tests.factories import member

pytestmark = pytest.mark.django_db
LIST_URL = "/admin/accounts/member/"


@pytest.fixture(autouse=True)
def admin(client) -> Member:
    boss = member("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


def run_action(client, action: str, *members: Member, why: str = ""):
    ids = [chosen.pk for chosen in members]
    form = {"action": action, "_selected_action": ids, "why": why}
    return client.post(LIST_URL, form, follow=True)


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
def test_each_sanction_has_its_number_of_days(client, action, field, days):
    ana = member()
    assert "Done for 1 member." in run_action(client, action, ana, why="Spam.").content.decode()
    ana.refresh_from_db()
    assert abs(getattr(ana, field) - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)
    assert ana.sanction_reason == "Spam."


def test_a_sanction_without_a_reason_is_refused(client, events):
    assert "Enter a reason" in run_action(client, "silence_1_day", member()).content.decode()
    assert events() == []


def test_a_refusal_for_one_member_does_not_stop_the_others(client, admin, events):
    page = run_action(client, "suspend_7_days", admin, member(), why="Spam.").content.decode()
    assert "yourself" in page
    assert "Done for 1 member." in page
    assert events() == ["MemberSuspended"]


def test_a_community_is_confirmed_and_a_sanction_lifted(client, events):
    ana = member(silenced_until=timezone.now() + timedelta(days=1))
    run_action(client, "confirm_community", ana)
    run_action(client, "lift", ana)
    assert events() == ["CommunityConfirmed", "SanctionLifted"]


def test_the_form_saves_only_the_role(client):
    ana = member("ana", name="Ana")
    client.post(
        f"{LIST_URL}{ana.pk}/change/",
        {"name": "Other", "suspended_until_0": "2030-01-01", "is_staff": "on"},
    )
    ana.refresh_from_db()
    assert (ana.name, ana.suspended_until, ana.is_staff) == ("Ana", None, True)


def test_a_change_of_the_role_leaves_one_event(client, events):
    ana = member("ana")
    client.post(f"{LIST_URL}{ana.pk}/change/", {"is_staff": "on"})
    assert events() == ["RoleChanged"]
    client.post(f"{LIST_URL}{ana.pk}/change/", {"is_staff": "on"})  # nothing changes
    assert events() == ["RoleChanged"]
    group = Group.objects.create(name="Editors of themes")
    client.post(f"{LIST_URL}{ana.pk}/change/", {"is_staff": "on", "groups": [group.pk]})
    assert list(ana.groups.all()) == [group]
    assert events() == ["RoleChanged"] * 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_administration_has_no_password_page_of_its_own(client, admin, method):
    before = admin.password
    answer = getattr(client, method)(
        "/admin/password_change/",
        {
            "old_password": "solidarity-economy",
            "new_password1": "x" * 12,
            "new_password2": "x" * 12,
        },
    )
    assert answer.url == "/accounts/password/change/"
    admin.refresh_from_db()
    assert admin.password == before


def test_members_cannot_be_added_or_deleted(client):
    assert client.get(f"{LIST_URL}add/").status_code == 403
    assert client.get(f"{LIST_URL}{member().pk}/delete/").status_code == 403


def test_the_search_finds_members(client):
    member("ana")
    member("ben")
    page = client.get(f"{LIST_URL}?q=ana").content.decode()
    assert "ana@example.org" in page
    assert "ben@example.org" not in page
