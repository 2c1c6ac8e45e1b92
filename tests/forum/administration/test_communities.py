"""Administrators confirm or refuse the community that a member has declared."""

import re

import pytest

from accounts import actions as profiles
from accounts.administration import actions
from accounts.models import Member
from collective_brain.errors import Refused
from forum.notifications.models import Notification
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
URL = "/administration/communities/"


def told(member) -> list[tuple[str, str]]:
    run_event_listeners()
    rows = Notification.objects.filter(member=member).order_by("pk")
    return [(row.kind, row.text) for row in rows]


def version_on_page(client, member) -> str:
    page = client.get(URL).content.decode()
    form = page[page.index(f"{URL}{member.pk}/confirm/") :]
    return re.search(r'name="seen" value="(\w+)"', form)[1]


def waiting(client) -> list[str]:
    return [row["member"].handle for row in client.get(URL).context["rows"]]


def test_a_confirmed_member_no_longer_waits_and_is_told(client, boss, ana, events):
    page = client.get(URL).content.decode()
    assert "Union of cooks" in page and "Kenya" in page and ana.email in page
    seen = version_on_page(client, ana)
    for _ in range(2):
        assert client.post(f"{URL}{ana.pk}/confirm/", {"seen": seen})["Location"] == URL
    ana.refresh_from_db()
    assert ana.community_confirmed and waiting(client) == ["boss"]
    assert events() == ["CommunityConfirmed"]
    assert told(ana) == [("confirm", "")]
    client.force_login(ana)
    assert b"Boss confirmed your community" in client.get("/notifications/").content
    pk = Notification.objects.get().pk
    assert client.get(f"/notifications/{pk}/")["Location"] == "/members/ana/"


def test_a_refused_member_is_told_why_and_waits_again_after_a_change(client, boss, ana, events):
    form = {"seen": version_on_page(client, ana), "why": "Your union does not know you."}
    for _ in range(2):
        assert client.post(f"{URL}{ana.pk}/refuse/", form)["Location"] == URL
    ana.refresh_from_db()
    assert ana.community_refused and not ana.community_confirmed and waiting(client) == ["boss"]
    assert events() == ["CommunityRefused"]
    assert told(ana) == [("refused", "Your union does not know you.")]
    profiles.change_profile(ana, organisation="Union of gardeners")
    assert "ana" in waiting(client)


def test_a_refusal_needs_a_reason(client, boss, ana, events):
    response = client.post(f"{URL}{ana.pk}/refuse/", {"why": " "})
    assert response.status_code == 422 and events() == []


def test_what_changed_since_the_page_was_opened_is_not_confirmed(client, boss, ana, events):
    seen = version_on_page(client, ana)
    profiles.change_profile(ana, community="academic")
    response = client.post(f"{URL}{ana.pk}/confirm/", {"seen": seen})
    assert response.status_code == 422 and b"Somebody changed this" in response.content
    assert not Member.objects.get(pk=ana.pk).community_confirmed
    assert version_on_page(client, ana) != seen


def test_the_second_of_two_administrators_is_told_and_keeps_the_typed_reason(client, boss, ana):
    seen = version_on_page(client, ana)
    actions.confirm_community(ana, by=boss)
    response = client.post(f"{URL}{ana.pk}/refuse/", {"seen": seen, "why": "Unknown person."})
    page = response.content.decode()
    assert response.status_code == 422 and "Somebody changed this" in page
    assert "Unknown person." in page
    assert Member.objects.get(pk=ana.pk).community_confirmed


def test_the_list_has_pages_and_a_filter(client, boss, monkeypatch):
    monkeypatch.setattr("forum.administration.community_views.ROWS_PER_PAGE", 1)
    make.member("zoe", community="academic")
    first = client.get(URL)
    assert [row["member"].handle for row in first.context["rows"]] == ["boss"]
    second = client.get(URL + first.context["next"])
    assert [row["member"].handle for row in second.context["rows"]] == ["zoe"]
    filtered = client.get(f"{URL}?community=academic").context
    assert [row["member"].handle for row in filtered["rows"]] == ["zoe"]
    for wrong in ("x", "9" * 30, "-1"):
        assert client.get(f"{URL}?after={wrong}").status_code == 404


def test_the_list_costs_the_same_for_any_number_of_members(
    client, boss, django_assert_max_num_queries
):
    for _ in range(15):
        make.member()
    with django_assert_max_num_queries(8):
        client.get(URL)


def test_the_action_refuses_who_may_not(boss, ana):
    for by in (make.member(), make.member(is_staff=True)):
        with pytest.raises(Refused):
            actions.confirm_community(ana, by=by)
        with pytest.raises(Refused):
            actions.refuse_community(ana, by=by, why="!")
