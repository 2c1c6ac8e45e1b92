"""Administrators find a member, see the state of the account, silence, suspend and lift."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import actions as profiles
from accounts.administration import actions
from accounts.models import Member
from accounts.permissions import refuse_writing
from forum.notifications.models import Notification
from forum.themes import actions as themes
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
URL = "/administration/members/"
NEXT_WEEK = timezone.now() + timedelta(days=7)


@pytest.fixture
def url(ana) -> str:
    return f"{URL}{ana.pk}/"


def sanction(client, url: str, **fields):
    """Send the form of the url, with `fields` typed into it."""
    form = client.get(url).context["sanction_form"]
    return client.post(f"{url}sanction/", {"sanction": "silence", **form.initial, **fields})


def found(client, query: str) -> list[str]:
    return [member.handle for member, _states in client.get(URL + query).context["rows"]]


def test_the_list_shows_newest_members_a_search_and_those_with_a_sanction(client, boss, ana):
    make.member("ben", silenced_until=NEXT_WEEK)
    assert found(client, "") == ["ben", "ana", "boss"]
    assert found(client, "?q=ana@example") == ["ana"]
    assert found(client, "?q=nobody") == []
    assert found(client, "?sanctioned=1") == ["ben"]
    assert b"silenced until" in client.get(f"{URL}?sanctioned=1").content


def test_the_list_costs_the_same_for_any_number_of_members(
    client, boss, django_assert_max_num_queries
):
    for _ in range(15):
        make.member()
    with django_assert_max_num_queries(8):
        client.get(URL)


def test_a_page_shows_the_state_of_an_account_that_is_not_complete(client, boss):
    new = Member.objects.create_user("new@example.org", "solidarity-economy")
    html = client.get(f"{URL}{new.pk}/").content.decode()
    assert "new@example.org" in html and "e-mail address not confirmed" in html


def test_a_closed_account_has_a_page_without_forms(client, boss, ana, url):
    profiles.close_account(ana, by=ana)
    html = client.get(url).content.decode()
    assert "This account is closed." in html and f"{url}sanction/" not in html
    assert sanction(client, url, why="!").status_code == 422


def test_a_member_is_silenced_until_the_end_of_a_day_and_told_why(client, boss, ana, url, events):
    day = f"{NEXT_WEEK:%Y-%m-%d}"
    assert sanction(client, url, last_day=day, why="Insults.")["Location"] == url
    ana.refresh_from_db()
    assert f"{ana.silenced_until:%Y-%m-%d %H:%M}" == f"{day} 23:59"
    assert refuse_writing(ana).endswith("Reason: Insults.")
    assert events() == ["MemberSilenced"]
    run_event_listeners()
    row = Notification.objects.get(member=ana)
    assert (row.kind, row.text) == ("silenced", "Insults.")
    assert b"Insults." in client.get(url).content


def test_a_silence_without_end_names_no_day(client, boss, ana, url):
    sanction(client, url, why="Insults.")
    ana.refresh_from_db()
    assert refuse_writing(ana) == "You can read but not write. Reason: Insults."
    assert b"silenced without end" in client.get(url).content


def test_a_suspended_member_is_signed_out(client, boss, ana, url, events):
    phone = Client()
    phone.force_login(ana)
    sanction(client, url, sanction="suspend", why="Spam.")
    assert phone.get("/accounts/profile/").status_code == 302
    assert events() == ["MemberSuspended"]


def test_a_sanction_is_lifted_and_the_member_told(client, boss, ana, url, events):
    sanction(client, url, why="Insults.")
    form = {"seen": client.get(url).context["lift_form"]["seen"].value()}
    for _ in range(2):
        assert client.post(f"{url}lift/", form)["Location"] == url
    ana.refresh_from_db()
    assert refuse_writing(ana) == ""
    assert events() == ["MemberSilenced", "SanctionLifted"]
    run_event_listeners()
    assert Notification.objects.filter(member=ana, kind="lifted").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"why": " "}, "This field is required."),
        ({"why": "Insults.", "last_day": "2020-01-01"}, "Choose today or a later day."),
        ({"why": "Insults.", "last_day": "soon"}, "Enter a valid date."),
        ({"why": "Insults.", "sanction": "hang"}, "Select a valid choice"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, boss, ana, url, events, fields, sentence):
    response = sanction(client, url, **fields)
    html = response.content.decode()
    assert response.status_code == 422 and sentence in html
    assert fields["why"].strip() in html and events() == []


def test_of_two_administrators_the_second_sees_what_the_first_did(client, boss, ana, url):
    form = {
        "seen": client.get(url).context["sanction_form"]["seen"].value(),
        "sanction": "silence",
    }
    actions.silence(ana, by=boss, until=NEXT_WEEK, why="Insults.")
    response = client.post(f"{url}sanction/", {**form, "why": "Spam."})
    html = response.content.decode()
    assert response.status_code == 422 and "Somebody changed this" in html
    assert "Spam." in html and "Insults." in html
    assert Member.objects.get(pk=ana.pk).sanction_reason == "Insults."
    again = {**form, "why": "Spam.", "seen": response.context["sanction_form"]["seen"].value()}
    assert client.post(f"{url}sanction/", again)["Location"] == url
    assert Member.objects.get(pk=ana.pk).sanction_reason == "Spam."


def test_nobody_lifts_a_sanction_that_they_have_not_seen(client, boss, ana, url):
    sanction(client, url, why="Insults.")
    form = {"seen": client.get(url).context["lift_form"]["seen"].value()}
    actions.silence(ana, by=boss, until=NEXT_WEEK, why="Threats.")
    response = client.post(f"{url}lift/", form)
    assert response.status_code == 422 and b"Somebody changed this" in response.content


def test_an_administrator_is_not_sanctioned(client, boss):
    other = make.member(is_staff=True)
    response = sanction(client, f"{URL}{other.pk}/", why="Quarrel.")
    assert response.status_code == 422 and b"Remove that role first" in response.content


def test_two_step_verification_is_turned_off_for_a_lost_device(client, boss, ana, url, events):
    assert b"two-step/" not in client.get(url).content
    Authenticator.objects.create(user=ana, type="totp", data={})
    assert b"two-step/" in client.get(url).content
    assert client.post(f"{url}two-step/", {"why": " "}).status_code == 422
    assert client.post(f"{url}two-step/", {"why": "Lost."})["Location"] == url
    assert not Authenticator.objects.filter(user=ana).exists()
    assert events() == ["SecondStepRemoved"]


def test_the_page_says_what_administrators_did(client, boss, ana, url):
    care = make.theme("care", name="Care")
    actions.refuse_community(ana, by=boss, why="Unknown.")
    actions.silence(ana, by=boss, until=NEXT_WEEK, why="Insults.")
    themes.add_facilitator(care, ana, by=boss)
    profiles.change_profile(make.member(), bio="!")
    sentences = [act.sentence for act in client.get(url).context["acts"]]
    assert sentences == [
        "Boss made the member a facilitator of Care",
        "Boss silenced the member",
        "Boss did not confirm the community",
    ]


def test_the_answer_about_a_community_leads_back_to_the_page(client, boss, ana, url):
    html = client.get(url).content.decode()
    assert f'name="next" value="{url}"' in html
    response = client.post(f"/administration/communities/{ana.pk}/confirm/", {"next": url})
    assert response["Location"] == url
    assert b"End the confirmation" in client.get(url).content
    response = client.post(
        f"/administration/communities/{ana.pk}/refuse/", {"next": "//evil.example", "why": "!"}
    )
    assert response["Location"] == "/administration/communities/"


def test_a_correction_does_not_overwrite_what_the_member_changed_since(client, boss, ana):
    correction = "/accounts/of/ana/"
    seen = client.get(correction).context["correction_form"]["seen"].value()
    profiles.change_profile(ana, bio="A cook since 1990.")
    form = {"name": "Ana", "organisation": "", "bio": "Typed.", "why": "Spam.", "seen": seen}
    response = client.post(correction, form)
    html = response.content.decode()
    assert response.status_code == 422 and "Somebody changed this" in html
    assert "Typed." in html and "Stored now: A cook since 1990." in html
    form["seen"] = response.context["correction_form"]["seen"].value()
    assert client.post(correction, form)["Location"] == "/members/ana/"
