"""The list of members: whom one finds, by what, and what that costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions
from accounts.models import Audience, Member
from forum.topics import actions as topics
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(client, query: str = "") -> list[str]:
    answer = client.get(f"/members/{query}")
    assert answer.status_code == 200
    return [member.handle for member in answer.context["members"]]


@pytest.fixture
def member(client) -> Client:
    client.force_login(make.member("reader", name="Zoe Reader", listed_for=Audience.NOBODY))
    return client


def test_each_is_found_by_those_whom_they_let(member):
    for audience in Audience.values:
        make.member(audience, name=audience, listed_for=audience)
    assert found(Client()) == ["everyone"]
    assert found(member) == ["everyone", "members", "reader"]


def test_who_is_not_there_is_not_found(member):
    open_to_all = {"listed_for": Audience.EVERYONE}
    make.member("suspended", suspended_until=timezone.now() + timedelta(days=1), **open_to_all)
    make.member("unfinished", community="", **open_to_all)
    leaving = make.member("leaving", **open_to_all)
    actions.close_account(leaving, by=leaving)
    assert found(Client()) == [] and found(member) == ["reader"]


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("?community=academic", ["ana"]),
        ("?community=constituent&side=workers", ["ben"]),
        ("?side=employers", []),
        ("?country=KE", ["ben"]),
        ("?language=fr", ["ana", "ben"]),
        ("?language=f", ["ana", "ben", "cem", "reader"]),  # asked wrongly is not asked
        ("?q=jose", ["ana"]),
        ("?q=JOSÉ+nunez", ["ana"]),
        ("?q=@ben", ["ben"]),
        ("?q=%25", []),
        ("?q=%00", ["ana", "ben", "cem", "reader"]),
        ("?theme=care", ["cem"]),
        ("?theme=nowhere&after=%00", ["ana", "ben", "cem", "reader"]),
    ],
)
def test_one_finds_by(query, handles, member):
    make.member("ana", name="Ana José Núñez", community="academic", languages=["fr", "es"])
    make.member("ben", community="constituent", side="workers", country="KE", languages=["fr"])
    cem, care = make.member("cem", languages=["en"]), make.theme("care")
    make.topic(cem, within=care)
    assert found(member, query) == handles


def test_who_wrote_in_a_theme_is_who_still_has_a_post_there(member):
    cem, care = make.member("cem"), make.theme("care")
    post = make.post(make.topic(within=care), cem)
    assert "cem" in found(member, "?theme=care")
    topics.delete(post, cem)
    assert "cem" not in found(member, "?theme=care")


def test_a_new_name_is_found_at_once(member):
    ana = make.member("ana")
    actions.change_profile(ana, name="Çelik")
    assert found(member, "?q=celik") == ["ana"]
    actions.change_profile(ana, listed_for=Audience.NOBODY)
    assert found(member, "?q=celik") == []


def test_the_pages_lose_nobody_and_cost_the_same(member, capsys):
    for number in range(65):
        make.member(f"m{number:02}", name=f"Same Name {number % 3}", country="KE", languages=["fr"])
    address, seen, costs = "/members/?community=practitioner", [], []
    while address:
        with CaptureQueriesContext(connection) as captured:
            answer = member.get(address)
        costs.append(len(captured))
        seen += [one.handle for one in answer.context["members"]]
        address = answer.context["next"] and f"/members/{answer.context['next']}"
    with capsys.disabled():
        print(f"\nqueries of the pages of the list of members: {costs}")
    assert len(seen) == len(set(seen)) == 66
    assert max(costs) <= 8 and len(set(costs[1:])) == 1


def test_what_a_row_tells(member):
    make.member(
        "ana", last_seen_for=Audience.MEMBERS, languages=["fr", "zz"], listed_for=Audience.EVERYONE
    )
    Member.objects.filter(handle="ana").update(last_seen_at=timezone.now())
    page = re.sub(
        r'value="\w{64}"', "", member.get("/members/?q=ana").content.decode()
    )  # a token may hold any letters
    assert "Here today" in page and "français" in page and "zz" not in page
    assert "Here today" not in Client().get("/members/?q=ana").content.decode()


def test_nobody_found_says_so(member):
    assert (
        "Nobody whom you may find fits this."
        in member.get("/members/?q=nosuchname").content.decode()
    )
    assert "Nobody is in this list yet." in Client().get("/members/").content.decode()
