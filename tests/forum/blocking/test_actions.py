"""Block a member, and undo it."""

import pytest
from django.test import Client

from accounts import actions as people
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.blocking import actions, checks, rules
from forum.blocking.models import Block
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


def blocked_ids(member) -> list[int]:
    return Member.objects.get(pk=member.pk).blocked_ids


def events() -> list[str]:
    return list(Event.objects.filter(name__endswith="locked").values_list("name", flat=True))


def test_a_member_blocks_and_unblocks_somebody_from_the_profile(ana, ben, client):
    client.force_login(ana)
    assert "/members/ben/block/" in client.get("/members/ben/").content.decode()
    assert "They are not told" in client.get("/members/ben/block/").content.decode()
    for _ in range(2):  # a repeat changes nothing
        page = client.post("/members/ben/block/", follow=True).content.decode()
        assert "You have blocked Ben" in page and "/members/ben/unblock/" in page
    assert blocked_ids(ana) == [ben.pk] and events() == ["MemberBlocked"]
    for _ in range(2):
        page = client.post("/members/ben/unblock/", follow=True).content.decode()
        assert "You see again what Ben writes." in page and "You block nobody" in page
    assert blocked_ids(ana) == [] and events() == ["MemberBlocked", "MemberUnblocked"]


def test_the_page_of_a_post_leads_to_it(ana, ben, client):
    client.force_login(ana)
    post = make.post(make.topic(), ben)
    assert "/members/ben/block/" in client.get(post.own_page_url).content.decode()
    message = make.message(make.room(), ben)
    assert "/members/ben/block/" in client.get(message.own_page_url).content.decode()


def test_nobody_blocks_themselves_or_more_than_the_limit(ana, ben, client, monkeypatch):
    client.force_login(ana)
    assert client.post("/members/ana/block/").status_code == 422
    monkeypatch.setattr(rules, "MOST_BLOCKED", 2)
    for other in (make.member("one"), make.member("two")):
        actions.block(other, ana)
    with pytest.raises(Refused, match="You block 2 members, which is the most"):
        actions.block(ben, ana)


def test_two_tabs_block_two_members_at_once(ana, ben):
    other = make.member("other")
    run_at_once([lambda: actions.block(ben, ana), lambda: actions.block(other, ana)])
    assert blocked_ids(ana) == [ben.pk, other.pk]


def test_only_the_member_sees_the_list(ana, ben, client):
    actions.block(ben, ana)
    client.force_login(ben)
    assert "Ana" not in client.get("/settings/blocked/").content.decode()
    assert Client().get("/settings/blocked/").status_code == 302


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_a_closed_account_is_in_no_list(ana, ben, who):
    actions.block(ben, ana)
    closed = {"ana": ana, "ben": ben}[who]
    people.close_account(closed, by=closed)
    run_event_listeners()
    assert not Block.objects.exists()
    assert blocked_ids(ana) == []


def test_the_doctor_finds_and_repairs_a_wrong_copy(ana, ben):
    actions.block(ben, ana)
    Member.objects.filter(pk=ana.pk).update(blocked_ids=[])
    Member.objects.filter(pk=ben.pk).update(blocked_ids=[7])
    [check] = checks.CHECKS
    problems = list(check.find(Member.objects.order_by("pk")))
    assert [problem.key for problem in problems] == [ana.pk, ben.pk]
    check.repair([ana.pk, ben.pk])
    assert not list(check.find(Member.objects.all()))
    assert blocked_ids(ana) == [ben.pk]
