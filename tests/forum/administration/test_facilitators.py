"""Administrators find a member by name, username or e-mail, and make them a facilitator."""

import pytest

from accounts import actions as profiles
from collective_brain.errors import Refused
from forum.notifications.models import Notification
from forum.themes import actions
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
URL = "/administration/themes/care/facilitators/"


@pytest.fixture
def care():
    return make.theme("care", name="Care")


def found(client, typed: str) -> list[str]:
    return [member.handle for member in client.get(URL, {"q": typed}).context["found"]]


@pytest.mark.parametrize("typed", ["Lima", "lim", "@ana", "ana@example.org", "ANA@EXAMPLE"])
def test_a_member_is_found_by_name_username_or_address(client, boss, ana, care, typed):
    make.member("ben", listed_for="nobody")
    assert found(client, typed) == ["ana"]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "x" * 500, "nobody"])
def test_what_matches_nobody_finds_nobody(client, boss, ana, care, typed):
    assert found(client, typed) == []


def test_a_member_who_is_listed_nowhere_is_found_and_a_closed_account_is_not(
    client, boss, ana, care
):
    make.member("ben", name="Ben", listed_for="nobody")
    profiles.close_account(ana, by=ana)
    assert found(client, "ben") == ["ben"] and found(client, "ana") == []


def test_a_new_facilitator_is_told_and_has_the_role(client, boss, ana, care, events):
    for _ in range(2):
        response = client.post(f"{URL}add/", {"member": ana.pk, "q": "ana"})
        assert response["Location"] == URL
    assert b"Ana Lima is a facilitator of Care now" in client.get(URL).content
    ana.refresh_from_db()
    assert care.is_facilitated_by(ana) and ana.facilitates == [care.pk]
    assert events() == ["FacilitatorAdded"]
    run_event_listeners()
    client.force_login(ana)
    page = client.get("/notifications/").content.decode()
    assert "Boss made you a facilitator" in page and "Care" in page
    pk = Notification.objects.get(member=ana).pk
    assert client.get(f"/notifications/{pk}/")["Location"] == "/themes/care/"


def test_a_removed_facilitator_is_told_and_loses_the_role(client, boss, ana, events):
    care = make.theme("care", facilitators=(ana,))
    for _ in range(2):
        assert client.post(f"{URL}remove/", {"member": ana.pk})["Location"] == URL
    ana.refresh_from_db()
    assert not care.is_facilitated_by(ana) and ana.facilitates == []
    assert events() == ["FacilitatorRemoved"]
    run_event_listeners()
    assert Notification.objects.get(member=ana).kind == "role_end"


def test_who_gets_the_role_twice_is_told_twice(boss, ana, care):
    for action in (actions.add_facilitator, actions.remove_facilitator) * 2:
        action(care, ana, by=boss)
    run_event_listeners()
    run_event_listeners()
    assert Notification.objects.filter(member=ana).count() == 4


def test_a_member_without_a_finished_sign_up_is_refused_with_a_sentence(client, boss, care):
    new = make.member("new", name="New", community="")
    response = client.post(f"{URL}add/", {"member": new.pk, "q": "new"})
    assert response.status_code == 422
    assert b"has not finished their sign-up" in response.content
    assert [member.handle for member in response.context["found"]] == ["new"]


@pytest.mark.parametrize("wrong", ["", "x", "9" * 30, "-1", "999999"])
def test_a_wrong_key_is_not_found(client, boss, care, wrong):
    assert client.post(f"{URL}add/", {"member": wrong}).status_code == 404


def test_the_addresses_of_members_are_only_for_administrators(client, ana, care):
    chair = make.member("chair")
    actions.Theme.facilitators.through.objects.create(theme=care, member=chair)
    client.force_login(chair)
    response = client.get(URL, {"q": "ana"})
    assert response.status_code == 403 and ana.email.encode() not in response.content


def test_the_action_refuses_who_may_not(ana, care):
    for by in (make.member(), make.member(is_staff=True)):
        with pytest.raises(Refused):
            actions.add_facilitator(care, ana, by=by)
        with pytest.raises(Refused):
            actions.remove_facilitator(care, ana, by=by)
