"""A participant reports a private note: administrators read that note, and nothing else."""

import uuid

import pytest
from django.core import mail
from django.test import Client

from accounts.acts.models import Act
from accounts.models import Member
from collective_brain.errors import Refused
from forum.moderation import actions as moderation
from forum.moderation.models import Statement
from forum.notifications.models import Notification
from forum.private_notes import actions
from forum.reports import actions as reports
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


@pytest.fixture
def note(ana, ben, boss):
    conversation = make.private_conversation(ana, ben, source="A secret.", subject="Salaries")
    rude = make.private_note(conversation, ben, "You are a quince.")
    make.private_note(conversation, ana, "Another secret.")
    return rude


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def bell_of(member: Member) -> list[str]:
    rows = Notification.objects.filter(member=member).exclude(kind="private")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_administrators_read_the_reported_note_and_nothing_else(note, ana, ben, boss):
    chair = make.member("chair")
    make.theme(facilitators=(chair,))
    url = f"{note.own_page_url}report/"
    assert "You are a quince." in signed_in(ana).get(url).content.decode()
    form = {"rule": "5", "why": "Insult"}
    assert signed_in(ana).post(url, form)["Location"] == note.get_absolute_url()
    actions.edit(note, ben, source="You are kind.", version=1)
    run_event_listeners()
    report = Report.objects.get()
    assert bell_of(boss) == ["note_rep"] and bell_of(ben) == bell_of(chair) == []
    for page_url in ("/reports/", report.get_absolute_url(), "/reports/?kind=private_note"):
        page = signed_in(boss).get(page_url, headers={"Sec-Fetch-Dest": "document"})
        text = page.content.decode()
        assert page.status_code == 200 and "Insult" in text
        for hidden in ("secret", "Salaries", "You are kind.", note.private_conversation.title):
            assert hidden not in text, page_url
    assert "You are a quince." in signed_in(boss).get(report.get_absolute_url()).content.decode()
    for outsider in (ben, chair):
        assert signed_in(outsider).get(report.get_absolute_url()).status_code == 404
    assert signed_in(boss).get(note.own_page_url).status_code == 404


def test_a_warning_reaches_the_author_and_the_outcome_the_reporter(note, ana, ben, boss):
    report = reports.report(note, ana, why="Insult")
    reports.warn(report, boss, why="No insults.")
    run_event_listeners()
    report.refresh_from_db()
    assert (report.outcome, report.source) == (Outcome.WARNED, "")
    assert bell_of(ben) == ["warned"] and bell_of(ana) == ["acted"]
    page = signed_in(ben).get("/notifications/").content.decode()
    assert "No insults." in page and "boss" not in page.lower().replace("boss sent", "")
    acts = Act.objects.filter(kind="note")
    assert {act.label for act in acts} == {""}, "the record names no subject"


def test_a_reported_note_is_hidden_and_an_appeal_shows_it_again(note, ana, ben, boss):
    other = make.member("other", is_staff=True, is_superuser=True)
    report = reports.report(note, ana, why="Insult")
    url = f"{report.get_absolute_url()}hide/"
    assert signed_in(boss).post(url, {"why": ""}).status_code == 422
    assert signed_in(boss).post(url, {"why": "No insults."}).status_code == 302
    for _twice in range(2):
        run_event_listeners()
    report.refresh_from_db()
    assert (report.outcome, report.source) == (Outcome.HIDDEN, "")
    assert bell_of(ben) == ["hidden"] and bell_of(ana) == ["removed"]
    statement = Statement.objects.get()
    assert (statement.kind, statement.text) == ("note", "You are a quince.")
    assert [sent.to for sent in mail.outbox] == [[ben.email]]
    assert statement.get_absolute_url() in mail.outbox[0].body
    page = signed_in(ben).get(statement.get_absolute_url()).content.decode()
    assert "Your private note was hidden" in page and "No insults." in page
    for reader, can_read in ((ana, False), (ben, True)):
        page = signed_in(reader).get(note.own_page_url).content.decode()
        assert ("quince" in page, "No insults." in page) == (can_read, can_read)
        conversation = signed_in(reader).get(note.private_conversation.get_absolute_url())
        text = conversation.content.decode()
        assert "hidden by an administrator" in text and "quince" not in text
    form = {"source": "It is a fruit.", "nonce": str(uuid.uuid4())}
    signed_in(ben).post(statement.get_absolute_url(), form)
    appeal = statement.appeal
    with pytest.raises(Refused, match="another person decides"):
        moderation.decide(appeal, boss, outcome="changed", why="!")
    page = signed_in(other).get(appeal.get_absolute_url()).content.decode()
    assert "A private note was hidden" in signed_in(other).get("/appeals/").content.decode()
    assert "quince" in page and "Salaries" not in page
    moderation.decide(appeal, other, outcome="changed", why="A fruit.")
    for _twice in range(2):
        run_event_listeners()
    assert "quince" in signed_in(ana).get(note.own_page_url).content.decode()
    assert bell_of(ben)[-1] == "changed" and bell_of(ana)[-1] == "reversed"
    statement.refresh_from_db()
    assert statement.ended_at
    rows = Act.objects.filter(kind="note").order_by("pk")
    assert [(act.verb, act.label) for act in rows] == [
        *(("ReportsHandled", ""), ("NoteHidden", "")),
        *(("AppealDecided", ""), ("NoteUnhidden", "")),
    ]
    record = signed_in(boss).get("/record/").content.decode()
    assert "hid a private note" in record and "Salaries" not in record


def test_the_reasons_have_no_text_that_nobody_reported(note, ana, ben, boss):
    report = reports.report(note, ana, why="Insult")
    actions.edit(note, ben, source="My salary is a secret.", version=1)
    reports.hide(report, boss, why="No insults.")
    run_event_listeners()
    assert Statement.objects.get().text == ""


def test_only_an_administrator_hides_a_note_and_nobody_their_own(note, ana, ben, boss):
    report = reports.report(note, ana, why="Insult")
    with pytest.raises(Refused, match="Only administrators"):
        reports.hide(report, make.member(), why="Rude")
    with pytest.raises(Refused, match="your own text"):
        Member.objects.filter(pk=ben.pk).update(is_staff=True, is_superuser=True)
        reports.hide(report, Member.objects.get(pk=ben.pk), why="Rude")
    reports.hide(report, boss, why="Rude")
    with pytest.raises(Refused, match="Already handled"):
        reports.hide(report, boss, why="Rude")
    with pytest.raises(Refused, match="You can appeal against the decision"):
        actions.unhide(note, Member.objects.get(pk=ben.pk))
    for forbidden in (actions.delete, actions.restore):
        with pytest.raises(Refused, match="has hidden this"):
            forbidden(note, ben)


def test_two_notes_that_were_hidden_under_the_same_change_mark_are_told_both(ana, ben, boss):
    for subject in ("One", "Two"):
        conversation = make.private_conversation(ana, ben, subject=subject)
        rude = make.private_note(conversation, ben, "You are a quince.")
        reports.hide(reports.report(rude, ana, why="Insult"), boss, why="Rude")
    run_event_listeners()
    assert bell_of(ben) == ["hidden", "hidden"]


@pytest.mark.parametrize("decide", ["leave", "delete"])
def test_other_ends_of_a_case(decide, note, ana, ben, boss):
    report = reports.report(note, ana, why="Insult")
    if decide == "leave":
        reports.leave_unchanged(report, boss, until=report.pk)
    else:
        actions.delete(note, ben)
    run_event_listeners()
    report.refresh_from_db()
    assert report.outcome == {"leave": "unchanged", "delete": "deleted"}[decide]


def test_reports_do_not_hide_a_note_and_only_participants_report_once(note, ana, ben, settings):
    settings.REPORTS_THAT_HIDE = 1
    reports.report(note, ana, why="Insult")
    for reporter in (ana, ben, make.member()):
        with pytest.raises(Refused):
            reports.report(note, reporter, why="Insult")
    note.refresh_from_db()
    assert not note.hidden_at
