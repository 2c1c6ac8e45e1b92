"""Facilitators and administrators make and end invitations."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.invitations import actions
from accounts.invitations.models import Invitation
from accounts.invitations.rules import refuse_invitations
from collective_brain.errors import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    chair = make.member("chair")
    make.theme("care", facilitators=(chair,))
    chair.refresh_from_db()
    return chair


def invite(by, *, places=500, days=1.0) -> Invitation:
    ends_at = timezone.now() + timedelta(days=days)
    return actions.make_invitation(by, event_name="Academy", places=places, ends_at=ends_at)


def test_a_facilitator_makes_an_invitation(chair, events):
    invitation = invite(chair)
    assert (invitation.places, invitation.used, invitation.made_by) == (500, 0, chair)
    assert "InvitationMade" in events() and invitation.is_open


def test_an_administrator_may_too():
    assert not refuse_invitations(make.member("boss", is_staff=True))


def test_other_members_may_not(chair):
    ana = make.member("ana")
    with pytest.raises(Refused, match="Only facilitators and administrators"):
        invite(ana)
    with pytest.raises(Refused, match="Only facilitators and administrators"):
        actions.end_invitation(invite(chair), ana)
    assert Invitation.objects.open().count() == 1


def test_a_facilitator_without_a_required_second_step_may_not(chair, settings):
    settings.SECOND_STEP_REQUIRED = True
    with pytest.raises(Refused, match="two-step"):
        invite(chair)


@pytest.mark.parametrize("places", [0, 2001])
def test_the_number_of_people_has_bounds(chair, places):
    with pytest.raises(Refused, match="for 1 to 2000 people"):
        invite(chair, places=places)


@pytest.mark.parametrize("days", [-1, 62])
def test_the_last_day_has_bounds(chair, days):
    with pytest.raises(Refused, match="between today and 60 days from now"):
        invite(chair, days=days)


def test_an_ended_invitation_lets_nobody_in(chair, events):
    invitation = invite(chair)
    actions.end_invitation(invitation, chair)
    actions.end_invitation(invitation, chair)
    assert not Invitation.objects.use(invitation.token)
    assert events().count("InvitationEnded") == 1


def test_a_place_is_used_once(chair):
    token = invite(chair, places=2).token
    assert [Invitation.objects.use(token) for _ in range(3)] == [True, True, False]
    assert not Invitation.objects.use("") and not Invitation.objects.use("unknown")


def test_an_invitation_is_deleted_some_months_after_its_end(chair):
    old, recent = invite(chair), invite(chair)
    Invitation.objects.filter(pk=old.pk).update(ends_at=timezone.now() - timedelta(days=91))
    Invitation.objects.delete_old()
    assert list(Invitation.objects.all()) == [recent]
