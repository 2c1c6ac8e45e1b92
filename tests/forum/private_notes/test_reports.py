"""A participant reports a private note: administrators read that note, and nothing else."""

import pytest
from django.test import Client

from accounts.acts.models import Act
from accounts.models import Member
from collective_brain.errors import Refused
from forum.notifications.models import Notification
from forum.private_notes import actions
from forum.reports import actions as reports
from forum.reports.models import Outcome, Report
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
    with pytest.raises(Refused, match="cannot be hidden"):
        reports.hide(report, boss, why="Rude")
    reports.warn(report, boss, why="No insults.")
    run_event_listeners()
    report.refresh_from_db()
    assert (report.outcome, report.source) == (Outcome.WARNED, "")
    assert bell_of(ben) == ["warned"] and bell_of(ana) == ["acted"]
    page = signed_in(ben).get("/notifications/").content.decode()
    assert "No insults." in page and "boss" not in page.lower().replace("boss sent", "")
    acts = Act.objects.filter(kind="note")
    assert {act.label for act in acts} == {""}, "the record names no subject"


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
