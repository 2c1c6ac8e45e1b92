"""The list of members: who is in it, its filters, and its number of queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions
from accounts.choices import Audience
from accounts.models import Member
from forum.topics import actions as topics
from tests import factories as make

pytestmark = pytest.mark.django_db


def usernames(client, query: str = "") -> list[str]:
    answer = client.get(f"/members/{query}")
    assert answer.status_code == 200
    return [member.handle for member in answer.context["members"]]


@pytest.fixture
def reader(client) -> Client:
    """A client of a signed-in member."""
    client.force_login(make.member("reader", name="Zoe Reader", listed_for=Audience.NOBODY))
    return client


def test_members_choose_who_finds_them(reader):
    for audience in Audience.values:
        make.member(audience, name=audience, listed_for=audience)
    assert usernames(Client()) == ["everyone"]
    assert usernames(reader) == ["everyone", "members", "reader"]


def test_suspended_unfinished_and_closed_accounts_are_not_in_the_list(reader):
    open_to_all = {"listed_for": Audience.EVERYONE}
    make.member("suspended", suspended_until=timezone.now() + timedelta(days=1), **open_to_all)
    make.member("unfinished", community="", **open_to_all)
    leaving = make.member("leaving", **open_to_all)
    actions.close_account(leaving, by=leaving)
    assert usernames(Client()) == [] and usernames(reader) == ["reader"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?community=academic", ["ana"]),
        ("?community=constituent&side=workers", ["ben"]),
        ("?side=employers", []),
        ("?country=KE", ["ben"]),
        ("?language=fr", ["ana", "ben"]),
        ("?language=f", ["ana", "ben", "cem", "reader"]),  # A wrong filter filters nothing.
        ("?q=jose", ["ana"]),
        ("?q=JOSÉ+nunez", ["ana"]),
        ("?q=@ben", ["ben"]),
        ("?q=%25", []),
        ("?theme=care", ["cem"]),
        ("?theme=nowhere", ["ana", "ben", "cem", "reader"]),
    ],
)
def test_filters(query, expected, reader):
    make.member("ana", name="Ana José Núñez", community="academic", languages=["fr", "es"])
    make.member("ben", community="constituent", side="workers", country="KE", languages=["fr"])
    cem, care = make.member("cem", languages=["en"]), make.theme("care")
    make.topic(cem, within=care)
    assert usernames(reader, query) == expected


def test_the_theme_filter_ignores_deleted_posts(reader):
    cem, care = make.member("cem"), make.theme("care")
    post = make.post(make.topic(within=care), cem)
    assert "cem" in usernames(reader, "?theme=care")
    topics.delete(post, cem)
    assert "cem" not in usernames(reader, "?theme=care")


def test_a_changed_profile_changes_the_list_at_once(reader):
    ana = make.member("ana")
    actions.change_profile(ana, name="Çelik")
    assert usernames(reader, "?q=celik") == ["ana"]
    actions.change_profile(ana, listed_for=Audience.NOBODY)
    assert usernames(reader, "?q=celik") == []


def test_the_pages_together_show_each_member_once_for_the_same_number_of_queries(reader, capsys):
    for number in range(65):
        make.member(f"m{number:02}", name=f"Same Name {number % 3}", country="KE", languages=["fr"])
    url, seen, costs = "/members/?community=practitioner", [], []
    while url:
        with CaptureQueriesContext(connection) as captured:
            answer = reader.get(url)
        costs.append(len(captured))
        seen += [member.handle for member in answer.context["members"]]
        next_page = answer.context["next"]
        url = f"/members/{next_page}" if next_page else ""
    with capsys.disabled():
        print(f"\nqueries of the pages of the list of members: {costs}")
    assert len(seen) == len(set(seen)) == 66
    assert max(costs) <= 8 and len(set(costs[1:])) == 1


def test_a_row_shows_languages_and_when_the_member_was_last_seen(reader):
    make.member(
        "ana", last_seen_for=Audience.MEMBERS, languages=["fr", "zz"], listed_for=Audience.EVERYONE
    )
    Member.objects.filter(handle="ana").update(last_seen_at=timezone.now())
    page = reader.get("/members/?q=ana").content.decode()
    page = re.sub(r'value="\w{64}"', "", page)  # A CSRF token can contain any letters.
    assert "Active today" in page and "français" in page and "zz" not in page
    assert "Active today" not in Client().get("/members/?q=ana").content.decode()


def test_an_empty_list_says_why(reader):
    page = reader.get("/members/?q=nosuchname").content.decode()
    assert "No members match these filters." in page
    assert "Nobody is in this list yet." in Client().get("/members/").content.decode()
