"""Reporting a text, and deciding about reports."""

import pytest

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.notifications.models import Notification
from forum.reports import actions
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def theme(chair):
    return make.theme(facilitators=(chair, make.member("deputy")))


@pytest.fixture
def post(theme):
    return make.post(make.topic(within=theme), make.member("author"), "Buy this.")


@pytest.fixture
def report(post):
    return actions.report(post, make.member("reporter"), why="Advertising.")


def bell_of(handle: str) -> list[tuple[str, bool]]:
    """(kind, whether it is read) of each notification."""
    rows = Notification.objects.filter(member__handle=handle).order_by("pk")
    return [(row.kind, row.read_at is not None) for row in rows]


@pytest.mark.parametrize("what", ["post", "message"])
def test_nobody_reports_their_own_text(client, what):
    author, topic = make.member(), make.topic()
    own = make.post(topic, author) if what == "post" else make.message(make.room(topic), author)
    with pytest.raises(Refused, match="You cannot report what you wrote yourself"):
        actions.report(own, author, why="Rude.")
    client.force_login(author)
    response = client.post(f"{own.own_page_url}report/", {"why": "Rude."})
    assert response.status_code == 422
    assert "You cannot report what you wrote yourself." in response.content.decode()
    assert not Event.objects.filter(name__endswith="Reported").exists()


def test_a_second_report_of_the_same_text_is_refused_with_a_sentence(report, post, chair):
    with pytest.raises(Refused, match="You have already reported this. The facilitators will look"):
        actions.report(post, report.reporter, why="Still advertising.")
    actions.leave_unchanged(report, chair, until=report.pk)
    with pytest.raises(Refused, match="The facilitators decided to leave it as it is"):
        actions.report(post, report.reporter, why="Still advertising.")
    topics.edit(post, post.author, source="Buy this now.", language="en", version=1)
    assert actions.report(post, report.reporter, why="More advertising.").pk


def test_a_report_stores_the_text_as_it_was_until_a_decision(report, post, chair):
    topics.edit(post, post.author, source="Nice weather.", language="en", version=1)
    report.refresh_from_db()
    assert (report.source, report.version) == ("Buy this.", 1)
    actions.leave_unchanged(report, chair, until=report.pk)
    report.refresh_from_db()
    assert report.source == "" and report.outcome == Outcome.UNCHANGED


def test_one_decision_closes_all_reports_of_a_text_and_tells_each_reporter(report, post, chair):
    other = actions.report(post, make.member("second"), why="Rude.")
    run_event_listeners()
    actions.hide(report, chair, why="Advertising")
    run_event_listeners()
    post.refresh_from_db()
    assert post.hidden_why == "Advertising"
    stored = Report.objects.values_list("pk", "outcome", "handled_by__handle").order_by("pk")
    assert list(stored) == [(report.pk, "hidden", "chair"), (other.pk, "hidden", "chair")]
    assert bell_of("reporter") == bell_of("second") == [("removed", False)]
    assert bell_of("author") == [("hidden", False)]
    assert bell_of("deputy") == [("report", True), ("report", True)], "nothing is left to do"


def test_an_edit_is_a_decision_too(report, post, chair):
    actions.edit(report, chair, source="Read this.", version=1, language="en", why="Advertising")
    run_event_listeners()
    post.refresh_from_db()
    assert post.source == "Read this."
    assert bell_of("reporter") == [("amended", False)]
    assert bell_of("author") == [("note", False)]


def test_a_report_that_came_after_the_page_was_made_stays_open(report, post, chair):
    later = actions.report(post, make.member(), why="It is also false.")
    actions.leave_unchanged(report, chair, until=report.pk)
    assert list(Report.objects.open()) == [later]


def test_of_two_facilitators_who_decide_at_once_one_decides(report, chair, theme, post):
    deputy = theme.facilitators.get(handle="deputy")
    results = run_at_once(
        [
            lambda: actions.leave_unchanged(report, chair, until=report.pk),
            lambda: actions.hide(report, deputy, why="Advertising"),
        ]
    )
    refusals = [str(result) for result in results if isinstance(result, Refused)]
    report.refresh_from_db()
    post.refresh_from_db()
    expected = {
        "unchanged": "Already handled by Chair: nothing changed.",
        "hidden": "Already handled by Deputy: hidden.",
    }
    assert refusals == [expected[report.outcome]]
    assert bool(post.hidden_at) == (report.outcome == "hidden")
    assert Event.objects.filter(name="ReportsHandled").count() == 1


def test_ten_decisions_at_once_are_one_decision(report, theme):
    members = [make.member() for _ in range(10)]
    theme.facilitators.add(*members)
    results = run_at_once(
        [
            lambda member=member: actions.leave_unchanged(report, member, until=report.pk)
            for member in members
        ]
    )
    assert sum(isinstance(result, Refused) for result in results) == 9
    assert Event.objects.filter(name="ReportsHandled").count() == 1


def test_nobody_decides_about_their_own_text_or_their_own_report(theme, chair):
    topic = make.topic(within=theme)
    own_post = make.post(topic, chair)
    about_own = actions.report(own_post, make.member(), why="Rude.")
    with pytest.raises(Refused, match="You cannot decide about your own text"):
        actions.leave_unchanged(about_own, chair, until=about_own.pk)
    others_post = make.post(topic)
    own = actions.report(others_post, chair, why="Rude.")
    for decide in (
        lambda: actions.leave_unchanged(own, chair, until=own.pk),
        lambda: actions.hide(own, chair, why="Rude."),
        lambda: actions.edit(own, chair, source="X", version=1, language="en", why="Rude."),
    ):
        with pytest.raises(Refused, match="You cannot decide about your own report"):
            decide()
    others_post.refresh_from_db()
    assert not others_post.hidden_at and others_post.source == "A reply."


def test_only_a_facilitator_of_the_theme_decides(report):
    stranger = make.member()
    make.theme(facilitators=(stranger,))
    with pytest.raises(Refused, match="Only a facilitator of this theme can do this"):
        actions.leave_unchanged(report, stranger, until=report.pk)


def delete(post, chair):
    topics.delete(post, post.author)


def hide(post, chair):
    topics.hide(post, chair, why="Advertising")


def edit(post, chair):
    topics.edit(post, chair, source="Read.", language="en", version=1, why="Advertising")


def hide_topic(post, chair):
    facilitation.hide_topic(post.topic, chair, why="Advertising")


@pytest.mark.parametrize(
    ("change", "outcome", "kind"),
    [
        (delete, "deleted", "withdrew"),
        (hide, "hidden", "removed"),
        (edit, "edited", "amended"),
        (hide_topic, "hidden", "removed"),
    ],
)
def test_a_report_closes_when_its_text_changes_elsewhere(
    report, post, chair, change, outcome, kind
):
    change(post, chair)
    run_event_listeners()
    report.refresh_from_db()
    assert report.outcome == outcome
    assert bell_of("reporter") == [(kind, False)]


def test_a_report_opens_again_when_the_author_restores_the_text(report, post):
    run_event_listeners()
    topics.delete(post, post.author)
    run_event_listeners()
    assert bell_of("deputy") == [("report", True)]
    topics.restore(post, post.author)
    run_event_listeners()
    assert Report.objects.open().get() == report
    assert bell_of("deputy") == [("report", False)]
    assert bell_of("reporter") == []


def test_an_author_cannot_close_a_report_by_an_edit(report, post):
    topics.edit(post, post.author, source="Nice weather.", language="en", version=1)
    run_event_listeners()
    assert Report.objects.open().exists()


def test_reports_of_messages_close_like_those_of_posts(theme, chair):
    message = make.message(make.room(theme))
    report = actions.report(message, make.member("reporter"), why="Rude.")
    chat.hide(message, chair, why="Rude.")
    run_event_listeners()
    report.refresh_from_db()
    assert (report.outcome, report.handled_by) == ("hidden", chair)
    assert bell_of("reporter") == [("removed", False)]


def test_a_repeated_listener_tells_nobody_twice(report, chair):
    actions.leave_unchanged(report, chair, until=report.pk)
    run_event_listeners()
    Event.objects.update(done_at=None)
    run_event_listeners()
    assert bell_of("reporter") == [("kept", False)]
