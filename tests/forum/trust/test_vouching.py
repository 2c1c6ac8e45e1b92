"""A facilitator vouches for a new member, who is then a member at once."""

import pytest
from django.test import Client

from accounts import actions as people
from accounts.acts.models import Act
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.notifications.models import Notification
from forum.topics import actions as topics
from forum.trust import actions
from forum.trust.models import Vouch
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    chair = make.member("chair")
    make.theme(facilitators=(chair,))
    return Member.objects.get(pk=chair.pk)


@pytest.fixture
def ana():
    return make.member("ana", trust_level=TrustLevel.NEW)


def level_of(member) -> int:
    return Member.objects.get(pk=member.pk).trust_level


def test_vouching_lifts_the_limits_at_once_and_is_recorded_and_told(ana, chair, client):
    client.force_login(chair)
    assert "Vouch for this member" in client.get(ana.get_absolute_url()).content.decode()
    why = {"why": "She was in Turin with us."}
    assert client.post(f"/members/{ana.handle}/vouch/", why).status_code == 302
    assert level_of(ana) == TrustLevel.MEMBER
    act = Act.objects.get(verb="MemberVouched")
    assert (act.by, act.why, act.member_id) == (chair, why["why"], ana.pk)
    assert Event.objects.filter(name="MemberVouched").count() == 1
    run_event_listeners()
    bell = Notification.objects.get(member=ana)
    assert (bell.kind, bell.text, bell.target_url) == ("vouched", why["why"], "/help/trust/")
    assert level_of(ana) == TrustLevel.MEMBER, "and it stays"
    actions.vouch(ana, by=chair, why="Again.")
    assert Event.objects.filter(name="MemberVouched").count() == 1, "a repeat changes nothing"


def test_taking_it_back_is_recorded_and_told(ana, chair, client):
    actions.vouch(ana, by=chair, why="She was in Turin.")
    other = make.member("other.chair")
    make.theme(facilitators=(other,))
    client.force_login(other)
    page = client.get(f"/members/{ana.handle}/vouch/").content.decode()
    assert "She was in Turin." in page and "Take it back" in page
    for _ in range(2):
        assert client.post(f"/members/{ana.handle}/vouch/end/").status_code == 302
    assert level_of(ana) == TrustLevel.NEW
    run_event_listeners()
    bells = Notification.objects.filter(member=ana).order_by("pk")
    assert [bell.kind for bell in bells] == ["vouched", "unvouch"]
    assert Act.objects.filter(verb="VouchEnded").count() == 1


@pytest.mark.parametrize(
    ("change", "why", "sentence"),
    [
        ({}, "  ", "Say how you know this member"),
        ({"trust_level": TrustLevel.MEMBER}, "Turin.", "do not apply to this member any more"),
        ({"community": ""}, "Turin.", "has not finished their sign-up"),
    ],
)
def test_a_refusal_says_why_and_keeps_the_reason(ana, chair, client, change, why, sentence):
    Member.objects.filter(pk=ana.pk).update(**change)
    client.force_login(chair)
    response = client.post(f"/members/{ana.handle}/vouch/", {"why": why})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Vouch.objects.exists()


def test_nobody_vouches_for_themselves_and_members_do_not_vouch(ana, chair, settings):
    Member.objects.filter(pk=chair.pk).update(trust_level=TrustLevel.NEW)
    with pytest.raises(Refused, match="cannot vouch for yourself"):
        actions.vouch(chair, by=chair, why="It is me.")
    with pytest.raises(Refused, match="Only facilitators"):
        actions.vouch(ana, by=make.member(), why="A friend.")
    settings.SECOND_STEP_REQUIRED = True
    with pytest.raises(Refused, match="two-step verification"):
        actions.vouch(ana, by=chair, why="Turin.")


def test_earlier_hidden_texts_no_longer_count_after_vouching(ana, chair):
    theme = make.theme(facilitators=(chair,))
    post = make.post(make.topic(within=theme), ana)
    topics.hide(post, chair, why="Rude.")
    run_event_listeners()
    actions.vouch(ana, by=chair, why="We talked.")
    assert level_of(ana) == TrustLevel.MEMBER


def test_only_the_owner_of_a_profile_and_nobody_else_sees_the_level(ana, client):
    page = Client().get(ana.get_absolute_url()).content.decode()
    assert "trust level" not in page and "New member" not in page
    client.force_login(ana)
    assert "Your trust level: New member" in client.get(ana.get_absolute_url()).content.decode()


def test_a_closed_account_leaves_nothing_of_a_vouch(ana, chair):
    other = make.member("other", trust_level=TrustLevel.NEW)
    for member in (ana, other):
        actions.vouch(member, by=chair, why="Turin.")
    people.close_account(ana, by=ana)
    people.close_account(chair, by=chair)
    run_event_listeners()
    assert [(vouch.member, vouch.why) for vouch in Vouch.objects.all()] == [(other, "")]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_the_help_page_shows_the_values_of_the_settings(client, settings, language):
    settings.TRUST_TRUSTED_POSTS, settings.NEW_MEMBER_LINKS = 4321, 8765
    page = client.get("/help/trust/", headers={"accept-language": language}).content.decode()
    numbers = page.replace(",", "").replace(".", "").replace("\u202f", "").replace("\xa0", "")
    assert "4321" in numbers and "8765" in numbers
