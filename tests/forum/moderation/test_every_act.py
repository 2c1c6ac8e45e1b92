"""Every act of a facilitator or an administrator writes a row of the record, with its reason."""

import inspect
from copy import copy
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import actions as people
from accounts.acts.models import Act
from accounts.administration import actions as administration
from accounts.invitations import actions as invitations
from accounts.models import Member
from accounts.seeing_as import actions as seeing_as
from collective_brain import event_log
from forum import event_listeners
from forum.announcements import actions as announcements
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.facilitation import move_actions, plan_actions
from forum.groups import actions as groups
from forum.groups.models import Group as MemberGroup
from forum.groups.models import GroupMember
from forum.mail.joining import actions as joining
from forum.moderation.record_words import FIELDS, SENTENCES
from forum.profile_pictures import actions as profile_pictures
from forum.reports import actions as reports
from forum.reports import assignment_actions
from forum.reports.models import Report
from forum.revisions import actions as revisions
from forum.screening import actions as screening
from forum.screening import word_actions
from forum.themes import actions as themes
from forum.themes.rules import EDITED_FIELDS
from forum.topics import actions as topics
from forum.trust import actions as trust
from tests import factories as make

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=7)
THEME = dict.fromkeys(EDITED_FIELDS, "") | {
    "name_en": "Care",
    "description_en": "About care.",
    "colour": "#123456",
}


IN_LANGUAGES = {*THEME, "announcement_en"}


@pytest.fixture
def w(settings):
    """A small world: `boss` acts, and everything else is acted on."""
    settings.INCOMING_MAIL_DOMAIN = "answers.example.org"
    boss = make.member("boss", is_staff=True, is_superuser=True)
    author, reporter = make.member("author"), make.member("reporter")
    theme = make.theme("law", facilitators=(boss,))
    topic = make.topic(author, within=theme)
    post = make.post(topic, author)
    message = make.message(make.room(topic), author)
    Authenticator.objects.create(user=author, type="totp", data={})
    return SimpleNamespace(
        boss=boss,
        author=author,
        reporter=reporter,
        theme=theme,
        topic=topic,
        post=post,
        message=message,
    )


def edit_post(w):
    return topics.edit(
        w.post, w.boss, source="Kinder.", language="en", version=w.post.version, why="Rude."
    )


def remove_picture(w):
    make.profile_picture(w.author)
    profile_pictures.remove_for_reason(w.author, by=w.boss, why="Not you.", seen=w.author.picture)


def a_report(w) -> Report:
    return reports.report(w.post, w.reporter, why="Rude.")


def a_revision(w):
    topics.edit(w.post, w.author, source="New.", language="en", version=1)
    edit_post(SimpleNamespace(**vars(w) | {"post": type(w.post).objects.get(pk=w.post.pk)}))
    return w.post.revisions.order_by("pk").first()


def close_and_empty(w):
    people.close_account(w.author, by=w.author)
    administration.empty_texts(w.author, by=w.boss, why="Asked by e-mail.")


def silence_and_lift(w):
    administration.silence(w.author, by=w.boss, until=SOON, why="Rude.")
    administration.lift_sanctions(w.author, by=w.boss)


def archive_and_reopen(w):
    for archived in (True, False):
        themes.set_archived(w.theme, by=w.boss, archived=archived)


def add_and_remove_facilitator(w):
    themes.add_facilitator(w.theme, w.author, by=w.boss)
    themes.remove_facilitator(w.theme, w.author, by=w.boss)


def accept_and_unaccept(w):
    facilitation.set_kind(w.topic, w.boss, is_question=True)
    answer = make.post(w.topic, w.author)
    topics.unaccept_answer(topics.accept_answer(answer, w.boss), w.boss)


def vouch(w):
    Member.objects.filter(pk=w.author.pk).update(trust_level=0)
    trust.vouch(w.author, by=w.boss, why="I met them in Turin.")


def vouch_and_end(w):
    vouch(w)
    trust.end_vouch(w.author, by=w.boss)


def let_all_wait_and_end(w):
    screening.let_all_wait(w.boss, ends_at=SOON)
    screening.end_all_wait(w.boss)


def add_and_remove_word(w):
    word = word_actions.add_word(w.boss, words="Casino", language="", effect="hold")
    word_actions.remove_word(word, w.boss)


def a_held_post(w):
    return make.held_post(make.topic(within=w.theme), make.member())


def announce_and_end(w):
    announcements.announce(w.boss, texts={"en": "Now."}, level="info", ends_at=SOON)
    announcements.end(w.boss)


def a_group(w, **fields):
    """With the author as a member, before anything that is recorded."""
    group = MemberGroup.objects.create(slug="g", name="G", takes_requests=True, **fields)
    GroupMember.objects.create(group=group, member=w.author)
    return group


def ask_and_answer(w, answer):
    group = a_group(w)
    groups.ask_to_join(group, w.reporter)
    answer(group, w.reporter, by=w.boss)


def make_and_end_link(w):
    link = groups.make_link(a_group(w), by=w.boss, places=3, ends_at=SOON)
    groups.end_link(link.invitation, by=w.boss)


GROUP_ACTS = {
    "create_group": (
        ["GroupChanged"],
        lambda w: groups.create_group(by=w.boss, slug="g", name="G", description="Who we are."),
    ),
    "change_group": (
        ["GroupChanged"],
        lambda w: groups.change_group(a_group(w), by=w.boss, name="H", is_academy=True),
    ),
    "make_link": (["GroupInvitationMade", "GroupInvitationEnded"], make_and_end_link),
    "end_link": (["GroupInvitationMade", "GroupInvitationEnded"], make_and_end_link),
    "accept": (["GroupMemberAdded"], lambda w: ask_and_answer(w, groups.accept)),
    "turn_down": (["GroupRequestRefused"], lambda w: ask_and_answer(w, groups.turn_down)),
    "remove": (
        ["GroupMemberRemoved"],
        lambda w: groups.remove(a_group(w), w.author, by=w.boss),
    ),
    "set_role": (
        ["GroupRoleChanged"],
        lambda w: groups.set_role(a_group(w), w.author, role="manager", by=w.boss),
    ),
    "add_by_email": (
        ["GroupMemberAdded"],
        lambda w: groups.add_by_email(
            a_group(w), [w.reporter.email, w.author.email, w.boss.email], by=w.boss
        ),
    ),
}


# Action: the acts that it records. The key is `module.function`.
ACTS = {
    "accounts.seeing_as.actions.see_as": (
        ["SeenAs"],
        lambda w: seeing_as.see_as(w.author, by=w.boss, why="She cannot find it."),
    ),
    "forum.trust.actions.vouch": (["MemberVouched"], vouch),
    "forum.trust.actions.end_vouch": (["MemberVouched", "VouchEnded"], vouch_and_end),
    "accounts.administration.actions.correct_profile": (
        ["ProfileCorrected"],
        lambda w: administration.correct_profile(w.author, by=w.boss, why="Spam.", bio="Hi."),
    ),
    "forum.profile_pictures.actions.remove_for_reason": (
        ["ProfilePictureRemoved"],
        remove_picture,
    ),
    "accounts.administration.actions.confirm_community": (
        ["CommunityConfirmed"],
        lambda w: administration.confirm_community(w.author, by=w.boss),
    ),
    "accounts.administration.actions.refuse_community": (
        ["CommunityRefused"],
        lambda w: administration.refuse_community(w.author, by=w.boss, why="Unknown."),
    ),
    "accounts.administration.actions.silence": (
        ["MemberSilenced"],
        lambda w: administration.silence(w.author, by=w.boss, until=SOON, why="Rude."),
    ),
    "accounts.administration.actions.suspend": (
        ["MemberSuspended"],
        lambda w: administration.suspend(w.author, by=w.boss, until=SOON, why="Rude."),
    ),
    "accounts.administration.actions.lift_sanctions": (
        ["MemberSilenced", "SanctionLifted"],
        silence_and_lift,
    ),
    "accounts.administration.actions.close_for_reason": (
        ["MemberClosed"],
        lambda w: administration.close_for_reason(w.author, by=w.boss, why="Asked."),
    ),
    "accounts.administration.actions.empty_texts": (
        ["TextsEmptied"],
        close_and_empty,
    ),
    "accounts.administration.actions.reset_two_step": (
        ["SecondStepRemoved"],
        lambda w: administration.reset_two_step(w.author, by=w.boss, why="Lost."),
    ),
    "accounts.invitations.actions.make_invitation": (
        ["InvitationMade"],
        lambda w: invitations.make_invitation(w.boss, event_name="Turin", places=5, ends_at=SOON),
    ),
    "accounts.invitations.actions.end_invitation": (
        ["InvitationMade", "InvitationEnded"],
        lambda w: invitations.end_invitation(
            invitations.make_invitation(w.boss, event_name="Turin", places=5, ends_at=SOON), w.boss
        ),
    ),
    "forum.mail.joining.actions.invite": (
        ["InvitationMade", "AddressesInvited"],
        lambda w: joining.invite(
            w.boss,
            invitations.make_invitation(w.boss, event_name="Turin", places=5, ends_at=SOON),
            addresses=["chris@example.net"],
            language="en",
        ),
    ),
    "forum.announcements.actions.announce": (
        ["AnnouncementShown"],
        lambda w: announcements.announce(
            w.boss, texts={"en": "Tonight."}, level="info", ends_at=SOON
        ),
    ),
    "forum.announcements.actions.end": (
        ["AnnouncementShown", "AnnouncementEnded"],
        announce_and_end,
    ),
    "forum.facilitation.actions.set_pinned": (
        ["TopicPinned", "TopicUnpinned"],
        lambda w: [facilitation.set_pinned(w.topic, w.boss, pinned=on) for on in (True, False)],
    ),
    "forum.facilitation.plan_actions.plan_changes": (
        ["TopicPlanned"],
        lambda w: plan_actions.plan_changes(
            w.topic, w.boss, pinned_until=SOON, closes_at=None, reopens_at=None
        ),
    ),
    "forum.facilitation.actions.set_slow_mode": (
        ["TopicSlowed"],
        lambda w: facilitation.set_slow_mode(w.topic, w.boss, minutes=10),
    ),
    "forum.facilitation.move_actions.split": (
        ["TopicSplit"],
        lambda w: move_actions.split(w.topic, w.boss, numbers=[2], title="Apart", theme=w.theme),
    ),
    "forum.facilitation.move_actions.merge": (
        ["TopicMerged"],
        lambda w: move_actions.merge(w.topic, w.boss, target=make.topic(within=w.theme)),
    ),
    "forum.facilitation.actions.set_note": (
        ["TopicNoteChanged"],
        lambda w: facilitation.set_note(w.topic, w.boss, note="Until Friday."),
    ),
    "forum.topics.actions.set_wiki": (
        ["PostMadeWiki", "PostWikiEnded"],
        lambda w: [topics.set_wiki(w.post, w.boss, is_wiki=on) for on in (True, False)],
    ),
    "forum.facilitation.actions.set_kind": (
        ["TopicKindChanged"],
        lambda w: facilitation.set_kind(w.topic, w.boss, is_question=True),
    ),
    "forum.topics.actions.accept_answer": (
        ["TopicKindChanged", "AnswerAccepted", "AnswerUnaccepted"],
        accept_and_unaccept,
    ),
    "forum.facilitation.actions.set_closed": (
        ["TopicClosed", "TopicReopened"],
        lambda w: [facilitation.set_closed(w.topic, w.boss, closed=on) for on in (True, False)],
    ),
    "forum.facilitation.actions.retitle": (
        ["TopicRetitled"],
        lambda w: facilitation.retitle(w.topic, w.boss, title="Clearer"),
    ),
    "forum.facilitation.actions.move": (
        ["TopicMoved"],
        lambda w: facilitation.move(w.topic, w.boss, theme=make.theme("care")),
    ),
    "forum.facilitation.actions.hide_topic": (
        ["TopicHidden"],
        lambda w: facilitation.hide_topic(w.topic, w.boss, why="Spam."),
    ),
    "forum.facilitation.actions.unhide_topic": (
        ["TopicHidden", "TopicUnhidden"],
        lambda w: (
            facilitation.hide_topic(w.topic, w.boss, why="Spam."),
            facilitation.unhide_topic(w.topic, w.boss),
        ),
    ),
    "forum.revisions.actions.hide_revision": (
        ["PostEdited", "RevisionHidden"],
        lambda w: revisions.hide_revision(a_revision(w), w.boss, why="Address."),
    ),
    "forum.revisions.actions.unhide_revision": (
        ["PostEdited", "RevisionHidden", "RevisionUnhidden"],
        lambda w: revisions.unhide_revision(
            revisions.hide_revision(a_revision(w), w.boss, why="Address."), w.boss
        ),
    ),
    "forum.themes.actions.create_theme": (
        ["ThemeChanged"],
        lambda w: themes.create_theme(by=w.boss, slug="care", **THEME),
    ),
    "forum.themes.actions.change_theme": (
        ["ThemeChanged"],
        lambda w: themes.change_theme(w.theme, by=w.boss, **THEME),
    ),
    "forum.themes.actions.move_theme": (
        ["ThemeChanged"],
        lambda w: themes.move_theme(make.theme("zz", order=200), by=w.boss, position=0),
    ),
    "forum.themes.actions.set_archived": (
        ["ThemeArchived", "ThemeReopened"],
        archive_and_reopen,
    ),
    "forum.themes.actions.set_first_posts_wait": (
        ["FirstPostsChanged"],
        lambda w: themes.set_first_posts_wait(w.theme, by=w.boss, wait=True),
    ),
    "forum.screening.actions.approve": (
        ["HeldPostApproved"],
        lambda w: screening.approve(a_held_post(w), w.boss, version=1),
    ),
    "forum.screening.actions.reject": (
        ["HeldPostRejected"],
        lambda w: screening.reject(a_held_post(w), w.boss, why="Spam.", version=1),
    ),
    "forum.screening.word_actions.add_word": (
        ["WatchedWordAdded", "WatchedWordRemoved"],
        add_and_remove_word,
    ),
    "forum.screening.actions.let_all_wait": (
        ["AllWaitBegun", "AllWaitEnded"],
        let_all_wait_and_end,
    ),
    "forum.themes.actions.set_groups": (
        ["ThemeAccessChanged"],
        lambda w: themes.set_groups(
            w.theme,
            by=w.boss,
            reading_group=MemberGroup.objects.create(slug="g", name="G"),
            writing_group=None,
        ),
    ),
    "forum.themes.actions.add_facilitator": (
        ["FacilitatorAdded"],
        lambda w: themes.add_facilitator(w.theme, w.author, by=w.boss),
    ),
    "forum.themes.actions.remove_facilitator": (
        ["FacilitatorAdded", "FacilitatorRemoved"],
        add_and_remove_facilitator,
    ),
    "forum.topics.actions.edit": (["PostEdited"], edit_post),
    "forum.topics.actions.hide": (
        ["PostHidden", "PostUnhidden"],
        lambda w: topics.unhide(topics.hide(w.post, w.boss, why="Rude."), w.boss),
    ),
    "forum.chat.actions.hide": (
        ["MessageHidden", "MessageUnhidden"],
        lambda w: chat.unhide(chat.hide(w.message, w.boss, why="Rude."), w.boss),
    ),
    "forum.reports.actions.leave_unchanged": (
        ["ReportsHandled"],
        lambda w: reports.leave_unchanged((r := a_report(w)), w.boss, until=r.pk),
    ),
    "forum.reports.actions.hide": (
        ["ReportsHandled", "PostHidden"],
        lambda w: reports.hide(a_report(w), w.boss, why="Rude."),
    ),
    "forum.reports.actions.edit": (
        ["ReportsHandled", "PostEdited"],
        lambda w: reports.edit(
            a_report(w), w.boss, source="Kinder.", version=1, language="en", why="Rude."
        ),
    ),
    "forum.reports.actions.warn": (
        ["AuthorWarned", "ReportsHandled"],
        lambda w: reports.warn(a_report(w), w.boss, why="Rude."),
    ),
    "forum.reports.actions.silence": (
        ["ReportsHandled", "MemberSilenced"],
        lambda w: reports.silence(a_report(w), w.boss, until=SOON, why="Rude."),
    ),
    "forum.reports.assignment_actions.hand_on": (
        ["CaseHandedOn"],
        lambda w: assignment_actions.hand_on(a_report(w), w.boss, to=None, note="Please."),
    ),
}
ACTS |= {f"forum.groups.actions.{name}": act for name, act in GROUP_ACTS.items()}
# Every public function of these modules is an act. The others do not act on something of others.
MODULES_OF_ACTS = (
    *(administration, invitations, facilitation, plan_actions, move_actions, revisions),
    *(themes, announcements, groups),
)
NO_ACTS = {
    # recorded by the save of Django's admin, which test_record.py does
    "accounts.administration.actions.record_role_change",
    # records in the name of who planned, which test_plans.py does
    "forum.facilitation.plan_actions.apply_due_plans",
    "forum.facilitation.actions.change_as_facilitator",  # what the others share
    # what members do with their own membership
    *(f"forum.groups.actions.{name}" for name in ("join", "ask_to_join", "leave")),
    "forum.groups.actions.link_ended_sentence",
}
# Events of what members do with what is theirs, and of what follows from something else.
EVENTS_WITHOUT_ACT = {
    *("MemberWelcomed", "ProfileChanged", "PreferencesChanged", "RulesAccepted", "HandleForgotten"),
    *("SessionsEnded", "TopicStarted", "PostPublished", "PostDeleted", "PostRestored"),
    *("PostReported", "MentionForgotten", "PostRemade", "QuotationsEmptied", "RoomOpened"),
    *("MessageSaid", "MessageEdited", "MessageDeleted", "MessageRestored", "MessageReported"),
    *("MemberBlocked", "MemberUnblocked"),
    *("NoteSent", "NoteEdited", "NoteDeleted", "NoteRestored", "NoteReported"),
    *("NoteMentionForgotten", "NoteRendered", "ParticipantAdded", "ParticipantLeft"),
    *("MessageMentionForgotten", "MessageRemade", "EnquiryWritten", "ReportsReopened"),
    *("TopicFollowed", "ThemeFollowed", "AppealMade", "AppealAnswered"),
    *("UploadStored", "UploadDescribed", "UploadDeleted", "UploadScanned"),
    *("PostReactionsChanged", "MessageReactionsChanged"),
    *("BookmarkSaved", "BookmarkRemoved", "BookmarkDue", "ExportRequested", "ExportFinished"),
    *("MemberJoinedByMail", "WikiPostEdited", "ProfilePictureChanged"),
    *("PostHeld", "HeldPostEdited", "HeldPostTakenBack"),
    *("ProfileReported", "CaseClaimed", "CaseReleased"),
    "GroupRequested",
    # no member did it: tests/forum/reports/test_agreement.py
    "HiddenByReports",
}


def test_every_act_is_in_the_record_with_who_and_what(w):
    for name, (verbs, act) in ACTS.items():
        world = SimpleNamespace(**{key: copy(row) for key, row in vars(w).items()})
        savepoint = transaction.savepoint()
        act(world)
        stored = list(Act.objects.order_by("pk"))
        transaction.savepoint_rollback(savepoint)
        assert [row.verb for row in stored] == verbs, name
        assert {row.by_id for row in stored} == {w.boss.pk}, name
        for row in stored:
            fields = {one.rpartition("_")[0] if one in IN_LANGUAGES else one for one in row.after}
            assert fields - {"name", "description", ""} <= FIELDS.keys(), "a value without a name"


def public_functions(module) -> list[str]:
    functions = inspect.getmembers(module, inspect.isfunction)
    return [
        f"{module.__name__}.{name}"
        for name, function in functions
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_no_action_of_facilitators_and_administrators_is_forgotten():
    actions = {name for module in MODULES_OF_ACTS for name in public_functions(module)}
    assert actions - NO_ACTS - ACTS.keys() == set(), "add these acts to ACTS"


def test_no_event_is_forgotten():
    events = {event.__name__ for event in event_listeners.LISTENERS}
    assert events - EVENTS_WITHOUT_ACT - SENTENCES.keys() == set(), (
        "an act needs accounts.acts.recording.record and a sentence; other events are listed here"
    )


def test_nobody_is_recorded_for_what_they_do_with_their_own_texts_and_account(w):
    topics.edit(w.post, w.author, source="New.", language="en", version=1)
    topics.delete(w.post, w.author)
    chat.delete(w.message, w.author)
    people.change_profile(w.author, bio="Hello.")
    people.close_account(w.author, by=w.author)
    assert not Act.objects.exists()


def test_what_a_manager_does_who_is_no_administrator_is_not_in_the_record(w, client):
    group = a_group(w)
    GroupMember.objects.filter(group=group, member=w.author).update(role="manager")
    groups.change_group(group, by=w.author, name="Other")
    groups.ask_to_join(group, w.reporter)
    groups.accept(group, w.reporter, by=w.author)
    groups.ask_to_join(group, w.boss)
    groups.leave(group, w.reporter)
    assert not Act.objects.exists()
    groups.set_role(group, w.author, role="member", by=w.boss)
    client.force_login(w.boss)
    page = client.get("/record/").content.decode()
    for words in (
        "changed the role of somebody in a group",
        "Member: Author",
        group.get_absolute_url(),
    ):
        assert words in page
    assert [(act.before, act.after) for act in Act.objects.all()] == [
        ({"role": "manager"}, {"role": "member"})
    ]


def test_an_act_that_fails_leaves_no_row(w, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("The disk is full.")

    monkeypatch.setattr(event_log.models.Event.objects, "append", fail)
    with pytest.raises(OSError):
        facilitation.hide_topic(w.topic, w.boss, why="Spam.")
    assert not Act.objects.exists()


def test_a_repeat_writes_no_second_row(w):
    for _twice in range(2):
        topics.hide(w.post, w.boss, why="Rude.")
        administration.silence(w.author, by=w.boss, until=SOON, why="Rude.")
    assert Act.objects.count() == 2


def test_a_row_that_is_changed_in_djangos_admin_is_recorded(client, w):
    client.force_login(w.boss)
    client.post("/admin/auth/group/add/", {"name": "Editors"})
    group = Group.objects.get()
    client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Writers"})
    client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
    rows = Act.objects.order_by("pk").values_list("verb", "label", "after")
    assert list(rows) == [
        ("RowAdded", f"auth.Group {group.pk}", {}),
        ("RowChanged", f"auth.Group {group.pk}", {"fields": "Name"}),
        ("RowDeleted", f"auth.Group {group.pk}", {}),
    ]


def test_a_changed_role_is_recorded_with_the_role_before(client, w):
    client.force_login(w.boss)
    client.post(f"/admin/accounts/member/{w.author.pk}/change/", {"is_staff": "on"})
    [act] = Act.objects.all()
    assert (act.verb, act.member, act.by) == ("RoleChanged", w.author, w.boss)
    assert (act.before["is_staff"], act.after["is_staff"]) == (False, True)
