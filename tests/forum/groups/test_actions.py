"""Create groups, join them and leave them: success, refusal, repetition and event."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as people
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.groups import actions
from forum.groups.models import Group, GroupInvitation, GroupMember, GroupRequest, Role
from forum.notifications.models import Notification
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def group(boss) -> Group:
    return actions.create_group(by=boss, slug="party", name="Working  party", description="")


@pytest.fixture
def manager(group):
    member = make.member("manager")
    GroupMember.objects.create(group=group, member=member, role=Role.MANAGER)
    return member


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_an_administrator_creates_a_group_and_manages_it(group, boss):
    assert (group.name, group.is_managed_by(boss)) == ("Working party", True)
    assert events("GroupChanged") == 1
    with pytest.raises(Refused, match="address"):
        actions.create_group(by=boss, slug="party", name="Another")
    with pytest.raises(Refused, match="Only administrators"):
        actions.create_group(by=make.member(), slug="mine", name="Mine")
    assert Group.objects.count() == 1


def test_a_manager_changes_a_group_and_the_same_again_changes_nothing(group, manager):
    for _repeat in range(2):
        actions.change_group(group, by=manager, name="Party", takes_requests=True)
    assert events("GroupChanged") == 2  # it was created, and changed once
    with pytest.raises(Refused, match="manager"):
        actions.change_group(group, by=make.member(), name="Mine")


def test_a_link_lets_so_many_people_join_and_a_repeat_uses_no_place(group, manager):
    made = actions.make_link(group, by=manager, places=1, ends_at=tomorrow())
    assert made.token not in str(GroupInvitation.objects.values()), "only a digest is stored"
    first = make.member()
    actions.join(made.token, first)
    assert group.has_member(first) and events("GroupMemberAdded") == 1
    with pytest.raises(Refused, match="ended or is full"):
        actions.join(made.token, make.member())
    assert GroupInvitation.objects.get().used == 1
    with pytest.raises(Refused, match="ended or is full"):
        actions.join("wrong", first)
    with pytest.raises(Refused, match="Confirm your e-mail"):
        actions.join(made.token, make.member(email_confirmed_at=None))


def test_a_repeated_join_uses_no_further_place(group, manager):
    made = actions.make_link(group, by=manager, places=2, ends_at=tomorrow())
    member = make.member()
    for _repeat in range(2):
        actions.join(made.token, member)
    assert (GroupInvitation.objects.get().used, events("GroupMemberAdded")) == (1, 1)


def test_a_link_ends_on_its_day_or_when_a_manager_ends_it(group, manager):
    made = actions.make_link(group, by=manager, places=9, ends_at=tomorrow())
    for _repeat in range(2):
        actions.end_link(made.invitation, by=manager)
    assert events("GroupInvitationEnded") == 1
    old = actions.make_link(group, by=manager, places=9, ends_at=tomorrow())
    GroupInvitation.objects.filter(pk=old.invitation.pk).update(ends_at=timezone.now())
    for token in (made.token, old.token):
        with pytest.raises(Refused, match="ended or is full"):
            actions.join(token, make.member())
    for places, ends_at in ((0, tomorrow()), (9, timezone.now() + timedelta(days=90))):
        with pytest.raises(Refused):
            actions.make_link(group, by=manager, places=places, ends_at=ends_at)
    with pytest.raises(Refused, match="manager"):
        actions.make_link(group, by=make.member(), places=1, ends_at=tomorrow())


def test_old_links_are_deleted(group, manager):
    made = actions.make_link(group, by=manager, places=9, ends_at=tomorrow())
    GroupInvitation.objects.filter(pk=made.invitation.pk).update(
        ends_at=timezone.now() - timedelta(days=91)
    )
    GroupInvitation.objects.delete_old()
    assert not GroupInvitation.objects.exists()


def test_a_manager_answers_a_request_once(group, manager):
    asker = make.member("asker")
    with pytest.raises(Refused, match="takes no requests"):
        actions.ask_to_join(group, asker)
    actions.change_group(group, by=manager, takes_requests=True)
    for _repeat in range(2):
        actions.ask_to_join(group, asker)
    run_event_listeners()
    assert events("GroupRequested") == 1
    assert Notification.objects.filter(member=manager, kind="request", text=group.name).count() == 1
    actions.accept(group, asker, by=manager)
    run_event_listeners()
    assert group.has_member(asker) and not GroupRequest.objects.exists()
    assert Notification.objects.filter(member=asker, kind="group").count() == 1
    with pytest.raises(Refused, match="already been answered"):
        actions.turn_down(group, asker, by=manager)


def test_a_request_that_is_turned_down_may_be_repeated(group, manager):
    asker = make.member()
    actions.change_group(group, by=manager, takes_requests=True)
    actions.ask_to_join(group, asker)
    actions.turn_down(group, asker, by=manager)
    run_event_listeners()
    assert not group.has_member(asker)
    assert Notification.objects.filter(member=asker, kind="no_entry").count() == 1
    actions.ask_to_join(group, asker)
    assert GroupRequest.objects.count() == 1


def test_members_leave_and_managers_remove_them(group, manager):
    gone, removed = make.member(), make.member()
    for member in (gone, removed):
        GroupMember.objects.create(group=group, member=member)
    for _repeat in range(2):
        actions.leave(group, gone)
        actions.remove(group, removed, by=manager)
    run_event_listeners()
    assert events("GroupMemberRemoved") == 2
    told = Notification.objects.filter(kind="no_group").values_list("member", flat=True)
    assert list(told) == [removed.pk], "nobody is told what they did themselves"
    with pytest.raises(Refused, match="manager"):
        actions.remove(group, manager, by=make.member())


def test_a_group_keeps_a_manager(group, manager, boss):
    actions.leave(group, boss)
    with pytest.raises(Refused, match="only manager"):
        actions.leave(group, manager)
    with pytest.raises(Refused, match="only manager"):
        actions.set_role(group, manager, role="member", by=manager)
    other = make.member()
    GroupMember.objects.create(group=group, member=other)
    for _repeat in range(2):
        actions.set_role(group, other, role="manager", by=manager)
    assert events("GroupRoleChanged") == 1
    actions.leave(group, manager)
    with pytest.raises(Refused, match="Choose a role"):
        actions.set_role(group, other, role="king", by=other)


def test_a_list_of_addresses_adds_everybody_or_nobody(group, boss, manager):
    ana, ben = make.member("ana"), make.member("ben")
    with pytest.raises(Refused, match="ghost@example.org"):
        actions.add_by_email(group, ["ana@example.org", "ghost@example.org"], by=boss)
    assert not group.has_member(ana) and events("GroupMemberAdded") == 0
    addresses = ["ANA@example.org", "ben@example.org", "ana@example.org "]
    assert actions.add_by_email(group, addresses, by=boss) == 2
    assert actions.add_by_email(group, addresses, by=boss) == 0
    assert group.has_member(ben) and events("GroupMemberAdded") == 2
    with pytest.raises(Refused, match="Only administrators"):
        actions.add_by_email(group, ["ben@example.org"], by=manager)
    with pytest.raises(Refused, match="Enter 1 to"):
        actions.add_by_email(group, [], by=boss)


def test_a_closed_account_belongs_to_no_group(group, manager):
    actions.change_group(group, by=manager, takes_requests=True)
    asker = make.member()
    actions.ask_to_join(group, asker)
    for member in (asker, manager):
        people.close_account(member, by=member)
    run_event_listeners()
    assert not GroupRequest.objects.exists()
    assert not GroupMember.objects.filter(member=manager).exists()
