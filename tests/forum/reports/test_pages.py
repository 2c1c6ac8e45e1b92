"""The pages of reports: the form, the list and the page of one case."""

import pytest
from django.test import Client

from forum.facilitation import actions as facilitation
from forum.notifications.models import Notification
from forum.reports import actions
from forum.reports.models import Report
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def report(chair):
    topic = make.topic(within=make.theme(facilitators=(chair,)), title="Markets")
    make.post(topic, source="Before it.")
    post = make.post(topic, make.member("author"), "Buy this.")
    make.post(topic, source="After it.")
    return actions.report(post, make.member("reporter"), why="Advertising.")


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_a_member_reports_a_post_and_returns_to_it():
    post, reporter = make.topic().posts.get(), make.member()
    client = signed_in(reporter)
    page = text_of(client.get(f"{post.own_page_url}report/"))
    assert "You will be told what the facilitators decide." in page
    response = client.post(f"{post.own_page_url}report/", {"why": "Rude."})
    assert response["Location"] == post.get_absolute_url()
    assert Report.objects.get().why == "Rude."
    again = client.post(f"{post.own_page_url}report/", {"why": "Still rude."})
    assert again.status_code == 422
    assert "You have already reported this." in text_of(again) and "Still rude." in text_of(again)


def test_the_page_shows_reporter_reason_and_the_post_in_place(report, chair):
    page = text_of(signed_in(chair).get(report.get_absolute_url()))
    for text in ("Reporter", "Advertising.", "Markets", "Before it.", "Buy this.", "After it."):
        assert text in page, text


def test_a_facilitator_decides_and_sees_the_result(report, chair):
    client = signed_in(chair)
    response = client.post(f"/reports/{report.pk}/hide/", {"why": "Advertising"}, follow=True)
    page = text_of(response)
    assert "Already handled by Chair: hidden." in page
    assert "Hidden by a facilitator." in page
    assert "Handled by Chair: hidden" in text_of(client.get("/reports/"))


def test_the_second_facilitator_reads_who_has_decided(report, chair):
    deputy = make.member("deputy")
    report.post.topic.theme.facilitators.add(deputy)
    actions.leave_unchanged(report, chair, until=report.pk)
    response = signed_in(deputy).post(f"/reports/{report.pk}/hide/", {"why": "Advertising"})
    assert response.status_code == 422
    assert "Already handled by Chair: nothing changed." in text_of(response)
    report.post.refresh_from_db()
    assert not report.post.hidden_at


def test_a_refused_edit_keeps_the_text(report, chair):
    form = {"source": "Read <this>.", "language": "en", "version": "7", "why": "Better"}
    response = signed_in(chair).post(f"/reports/{report.pk}/edit/", form)
    page = text_of(response)
    assert response.status_code == 422
    assert "Read &lt;this&gt;." in page and "Better" in page
    assert 'name="version" value="1"' in page, "the next attempt is about the present text"


def test_a_reason_typed_without_a_session_is_kept(report, chair):
    client = Client()
    client.post(f"/reports/{report.pk}/hide/", {"why": "Advertising <here>"})
    client.force_login(chair)
    assert "Advertising &lt;here&gt;" in text_of(client.get(report.get_absolute_url()))


def test_the_list_shows_one_row_for_a_case_and_open_ones_first(report, chair):
    client = signed_in(chair)
    actions.report(report.post, make.member(), why="Rude.")
    actions.leave_unchanged(report, chair, until=report.pk + 1)
    other = make.post(report.post.topic)
    actions.report(other, make.member(), why="New one.")
    actions.report(other, make.member(), why="Me too.")
    page = text_of(client.get("/reports/"))
    assert page.count('class="row"') == 2
    assert page.index("New one.") < page.index("Advertising.")
    assert page.count("2 reports, first by") == 2


def test_only_facilitators_of_the_theme_and_administrators_see_a_report(report, chair):
    stranger, boss = make.member(), make.member(is_staff=True)
    make.theme(facilitators=(stranger,))
    readers = {
        "chair": (chair, 200),
        "administrator": (boss, 200),
        "facilitator of another theme": (stranger, 404),
        "reporter": (report.reporter, 404),
        "author": (report.post.author, 404),
        "member": (make.member(), 404),
    }
    statuses = {
        name: signed_in(member).get(report.get_absolute_url()).status_code
        for name, (member, _status) in readers.items()
    }
    assert statuses == {name: status for name, (_member, status) in readers.items()}
    assert "Advertising." not in text_of(signed_in(stranger).get("/reports/"))


def test_facilitators_do_not_read_who_reported_their_own_text(chair):
    post = make.post(make.topic(within=make.theme(facilitators=(chair,))), chair)
    report = actions.report(post, make.member(), why="Rude to me.")
    client = signed_in(chair)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert "Rude to me." not in text_of(client.get("/reports/"))


def test_the_notification_leads_facilitators_to_the_report(report, chair):
    run_event_listeners()
    notification = Notification.objects.get(member=chair, kind="report")
    response = signed_in(chair).get(f"/notifications/{notification.pk}/")
    assert response["Location"] == report.get_absolute_url()


def test_the_bell_of_the_reporter_says_the_outcome_but_nothing_of_a_hidden_topic(report, chair):
    facilitation.hide_topic(report.post.topic, chair, why="Advertising")
    run_event_listeners()
    client = signed_in(report.reporter)
    page = text_of(client.get("/notifications/"))
    assert "Chair hid what you reported" in page
    assert "Buy this." not in page and "Markets" not in page
    notification = Notification.objects.get(member=report.reporter)
    assert client.get(f"/notifications/{notification.pk}/")["Location"] == "/notifications/"


def test_the_page_shows_the_reported_text_after_its_author_changed_it(report, chair):
    post = report.post
    topics.edit(post, post.author, source="Nice weather.", language="en", version=1)
    page = text_of(signed_in(chair).get(report.get_absolute_url()))
    assert "Nice weather." in page and '<pre class="report__source"' in page and "Buy this." in page
