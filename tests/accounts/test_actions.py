"""Each action on a member: success, refusal, repeat, event."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.administration import actions as administration
from accounts.models import Member
from accounts.permissions import refuse_writing
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from tests.accounts.account_pages import member_without_profile
from tests.factories import member

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=7)
PROFILE = {"name": "Ana", "community": "constituent", "side": "workers"}


# --- finish_sign_up ---


def test_a_sign_up_is_finished(events):
    ana = actions.finish_sign_up(member_without_profile(), handle="Ana.B", themes=(3,), **PROFILE)
    assert (ana.handle, ana.name, ana.side, ana.community_confirmed) == (
        "Ana.B",
        "Ana",
        "workers",
        False,
    )
    assert refuse_writing(ana) == ""
    assert events() == ["MemberWelcomed"]
    assert Event.objects.get().body["theme_ids"] in ([3], (3,))


def test_a_second_click_changes_nothing(events):
    ana = member_without_profile()
    actions.finish_sign_up(ana, handle="ana", **PROFILE)
    assert actions.finish_sign_up(ana, handle="other", **PROFILE).handle == "ana"
    assert events() == ["MemberWelcomed"]


def test_a_handle_is_unique_regardless_of_case(events):
    member("ana")
    with pytest.raises(Refused, match="taken"):
        actions.finish_sign_up(member_without_profile("x@example.org"), handle="ANA", **PROFILE)
    assert events() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"handle": "admin"}, "reserved"),
        ({"handle": "a b"}, "A username has 2 to 30"),
        ({"community": ""}, "Choose your community"),
        ({"side": ""}, "Choose your group"),
        ({"name": ""}, "Enter a display name"),
    ],
)
def test_an_incomplete_profile_is_refused(wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.finish_sign_up(member_without_profile(), **{"handle": "ana", **PROFILE, **wrong})


def test_only_a_constituent_has_a_side():
    ana = actions.finish_sign_up(
        member_without_profile(), handle="ana", name="Ana", community="academic", side="workers"
    )
    assert ana.side == ""


# --- change_profile ---


def test_a_profile_is_changed_and_cleaned(events):
    ana = actions.change_profile(member("ana"), name="A\u202ena ", bio="one\r\ntwo")
    assert (ana.name, ana.bio) == ("Ana", "one\ntwo")
    assert events() == ["ProfileChanged"]


def test_what_nobody_else_sees_is_another_event(events):
    actions.change_profile(member("ana"), language="fr", time_zone="Asia/Tokyo")
    assert events() == ["PreferencesChanged"]
    actions.change_profile(Member.objects.get(handle="ana"), language="es", name="Ana M.")
    assert events() == ["PreferencesChanged", "ProfileChanged"]


def test_an_unchanged_profile_records_no_event(events):
    actions.change_profile(member("ana", name="Ana"), name="Ana")
    assert events() == []


def test_a_new_community_is_self_declared_again():
    ana = actions.change_profile(member(community_confirmed=True), community="academic")
    assert not ana.community_confirmed


@pytest.mark.parametrize("change", [{"name": "Minister of Labour"}, {"organisation": "Ministry"}])
def test_a_new_name_or_organisation_is_no_longer_confirmed(change):
    assert not actions.change_profile(
        member(community_confirmed=True), **change
    ).community_confirmed


def test_a_new_bio_leaves_the_community_confirmed():
    assert actions.change_profile(
        member(community_confirmed=True), bio="Hello."
    ).community_confirmed


def test_a_silenced_member_may_not_change_the_profile():
    with pytest.raises(Refused, match="can read but not write"):
        actions.change_profile(member(silenced_until=LATER), bio="!")


# --- set_language ---


def test_a_repeated_choice_of_language_records_one_event(events):
    ana = member()
    actions.set_language(ana, "fr")
    actions.set_language(ana, "fr")
    ana.refresh_from_db()
    assert ana.language == "fr"
    assert events() == ["PreferencesChanged"]


# --- confirm_community ---


def test_a_repeated_confirmation_records_one_event(events):
    ana, admin = member(), member(is_staff=True, is_superuser=True)
    administration.confirm_community(ana, by=admin)
    administration.confirm_community(ana, by=admin)
    ana.refresh_from_db()
    assert ana.community_confirmed
    assert events() == ["CommunityConfirmed"]


# --- silence, suspend, lift_sanctions ---


def test_a_repeated_silence_records_one_event(events):
    ana, admin = member(), member(is_staff=True, is_superuser=True)
    for _ in range(2):
        administration.silence(ana, by=admin, until=LATER, why="Insults.")
    ana.refresh_from_db()
    assert refuse_writing(ana).endswith("Reason: Insults.")
    assert events() == ["MemberSilenced"]


def test_a_suspended_member_is_signed_out_everywhere(events):
    ana, ben, admin = member(), member(), member(is_staff=True, is_superuser=True)
    phone, other = Client(), Client()
    phone.force_login(ana)
    other.force_login(ben)
    administration.suspend(ana, by=admin, until=LATER, why="Spam.")
    assert phone.get("/accounts/profile/").status_code == 302
    assert other.get("/accounts/profile/").status_code == 200
    assert events() == ["MemberSuspended"]


def test_a_sanction_of_oneself_or_an_administrator_or_without_a_reason_is_refused():
    ana, admin = member(), member(is_staff=True, is_superuser=True)
    cases = [
        (admin, admin, "!", "yourself"),
        (admin, ana, "!", "administrator"),
        (ana, admin, " ", "reason"),
    ]
    for sanctioned, by, why, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            administration.silence(sanctioned, by=by, until=LATER, why=why)


def test_a_repeated_lift_records_one_event(events):
    ana = member(silenced_until=LATER, suspended_until=LATER, sanction_reason="!")
    admin = member(is_staff=True, is_superuser=True)
    administration.lift_sanctions(ana, by=admin)
    administration.lift_sanctions(ana, by=admin)
    ana.refresh_from_db()
    assert (refuse_writing(ana), ana.sanction_reason) == ("", "")
    assert events() == ["SanctionLifted"]


# --- close_account ---


def test_a_closed_account_contains_no_personal_text(events):
    private = {
        "organisation": "Coop X",
        "country": "KE",
        "bio": "I am Ana Secret",
        "languages": ["sw"],
    }
    ana = member("ana.secret", name="Ana Secret", **private)
    browser = Client()
    browser.force_login(ana)
    kind = ContentType.objects.get_for_model(Member)
    LogEntry.objects.create(
        user=member(), content_type=kind, object_id=ana.pk, object_repr="Ana", action_flag=CHANGE
    )
    actions.close_account(ana, by=ana)
    actions.erase_handle(ana)  # the worker does this after it has changed every text
    row = str(Member.objects.filter(pk=ana.pk).values().get())
    assert not [word for word in ("ecret", "Coop", "KE", "'sw'", "example.org") if word in row]
    assert Member.objects.get(pk=ana.pk).get_full_name() == "a former member"
    assert LogEntry.objects.get().object_repr == f"former-{ana.pk}"
    assert not ana.emailaddress_set.exists()
    assert "_auth_user_id" not in browser.session
    actions.erase_handle(ana)
    assert events() == ["MemberClosed", "HandleForgotten"]


def test_a_repeated_close_records_one_event(events):
    ana = member()
    actions.close_account(ana, by=ana)
    actions.close_account(ana, by=ana)
    assert events() == ["MemberClosed"]


def test_the_last_administrator_may_not_close_their_account(events):
    admin = member(is_staff=True)
    with pytest.raises(Refused, match="last administrator"):
        actions.close_account(admin, by=admin)
    assert events() == []
    member(is_staff=True)
    actions.close_account(admin, by=admin)
    assert not Member.objects.get(pk=admin.pk).is_staff
