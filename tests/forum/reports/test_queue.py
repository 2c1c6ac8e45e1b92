"""Reports of profiles, claims, handing on, and the acts that a decision can be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.administration import actions as administration
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.contributions.numbered_rules import Rule
from forum.notifications.models import Notification
from forum.reports import actions
from forum.reports import assignment_actions as assignments
from forum.reports.assignments import CLAIM_LASTS, Assignment
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def deputy():
    return make.member("deputy")


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def theme(chair, deputy):
    return make.theme("care", facilitators=(chair, deputy))


@pytest.fixture
def report(theme):
    post = make.post(make.topic(within=theme), make.member("author"), "Buy this.")
    return actions.report(post, make.member("reporter"), why="Advertising.")


@pytest.fixture
def of_profile():
    member = make.member("author", organisation="Best lamps", bio="Buy my lamps.")
    return actions.report(member, make.member("reporter"), why="", rule=Rule.ADVERTISING)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def text_of(response) -> str:
    return response.content.decode()


def bell_of(handle: str) -> list[str]:
    rows = Notification.objects.filter(member__handle=handle).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def in_a_week():
    return timezone.now() + timedelta(days=7)


ACTS = {
    "leave": lambda report, by: actions.leave_unchanged(report, by, until=report.pk),
    "hide": lambda report, by: actions.hide(report, by, why="Rude."),
    "edit": lambda report, by: actions.edit(
        report, by, source="Better.", version=1, language="en", why="Rude."
    ),
    "move": lambda report, by: actions.move(report, by, theme=make.theme()),
    "warn": lambda report, by: actions.warn(report, by, why="Rude."),
    "silence": lambda report, by: actions.silence(report, by, until=in_a_week(), why="Rude."),
    "suspend": lambda report, by: actions.suspend(report, by, until=in_a_week(), why="Rude."),
    "claim": assignments.claim,
    "hand on": lambda report, by: assignments.hand_on(report, by, to=None, note="Please."),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_anything_about_themselves_their_own_report_or_a_claimed_case(
    act, theme, boss, deputy
):
    topic = make.topic(within=theme)
    about_boss = actions.report(make.post(topic, boss), deputy, why="Rude.")
    with pytest.raises(Refused, match="You cannot decide about your own text"):
        ACTS[act](about_boss, boss)
    by_boss = actions.report(make.post(topic), boss, why="Rude.")
    with pytest.raises(Refused, match="You cannot decide about your own report"):
        ACTS[act](by_boss, boss)
    claimed = actions.report(make.post(topic), make.member(), why="Rude.")
    assignments.claim(claimed, deputy)
    with pytest.raises(Refused, match="Deputy works on this report until"):
        ACTS[act](claimed, boss)
    stranger = make.member()
    with pytest.raises(Refused, match=r"Only (a facilitator|administrators)"):
        ACTS[act](claimed, stranger)
    assert not Report.objects.exclude(handled_at=None).exists()
    assert Member.objects.filter(silenced_until=None, suspended_until=None).count() > 5


@pytest.mark.parametrize("act", ACTS)
def test_the_second_of_two_acts_hears_who_decided_what(act, report, boss, chair):
    actions.warn(report, chair, why="No advertising.")
    with pytest.raises(Refused, match="Already handled by Chair: author warned"):
        ACTS[act](report, boss)


@pytest.mark.parametrize(
    ("act", "outcome", "told"),
    [
        ("move", "moved", "moved"),
        ("warn", "warned", "warned"),
        ("silence", "silenced", "silenced"),
        ("suspend", "suspended", "suspend"),
    ],
)
def test_an_act_closes_the_case_and_tells_author_and_reporter(report, boss, act, outcome, told):
    if act == "move":  # the author of the topic is told
        Report.objects.filter(pk=report.pk).update(post=report.post.topic.posts.get(number=1))
        report = Report.objects.with_targets().get(pk=report.pk)
    ACTS[act](report, boss)
    run_event_listeners()
    report.refresh_from_db()
    assert (report.outcome, report.handled_by) == (outcome, boss)
    assert bell_of(report.target.author.handle)[-1] == told
    assert bell_of("reporter") == ["acted"], "they do not hear what the author has to bear"


def test_a_sanction_that_is_refused_leaves_the_case_open(report, boss, chair):
    with pytest.raises(Refused, match="Only administrators can do this"):
        ACTS["silence"](report, chair)
    with pytest.raises(Refused, match="Enter a reason"):
        actions.silence(report, boss, until=in_a_week(), why=" ")
    with pytest.raises(Refused, match="Somebody changed this"):
        actions.suspend(report, boss, until=in_a_week(), why="Rude.", seen="old")
    report.refresh_from_db()
    assert not report.handled_at and not Event.objects.filter(name="ReportsHandled").exists()


def test_a_claim_keeps_others_out_for_two_hours_and_goes_with_the_decision(report, chair, deputy):
    assignments.claim(report, chair)
    assignments.claim(report, chair)
    assert Event.objects.filter(name="CaseClaimed").count() == 2
    with pytest.raises(Refused, match="Chair works on this report"):
        assignments.release(report, deputy)
    Assignment.objects.update(at=timezone.now() - CLAIM_LASTS)
    assignments.claim(report, deputy)
    assert report.assignment().assignee == deputy
    actions.leave_unchanged(report, deputy, until=report.pk)
    assert not Assignment.objects.exists()


def test_a_released_case_is_free_and_a_repeat_changes_nothing(report, chair, deputy):
    assignments.claim(report, chair)
    for _twice in range(2):
        assignments.release(report, chair)
    assert Event.objects.filter(name="CaseReleased").count() == 1
    actions.hide(report, deputy, why="Advertising")


def test_handing_on_tells_the_colleague_and_refuses_who_is_involved(report, chair, deputy, theme):
    reporter, stranger = report.reporter, make.member()
    theme.facilitators.add(reporter)
    for member in (reporter, stranger, report.post.author):
        with pytest.raises(Refused, match="cannot decide about this report"):
            assignments.hand_on(report, chair, to=member, note="Please look.")
    with pytest.raises(Refused, match="Say what you ask them to do"):
        assignments.hand_on(report, chair, to=deputy, note=" ")
    assignments.hand_on(report, chair, to=deputy, note="I know the author.")
    run_event_listeners()
    notification = Notification.objects.get(member=deputy, kind="handed")
    assert notification.text == "I know the author."
    assert notification.target_url == report.get_absolute_url()
    with pytest.raises(Refused, match="Deputy works on this report"):
        actions.hide(report, chair, why="Advertising")
    actions.hide(report, deputy, why="Advertising")


def test_handing_on_to_the_administrators_tells_them_but_not_who_is_involved(report, chair, boss):
    actions.report(report.post, make.member("clerk", is_staff=True), why="Rude.")
    assignments.hand_on(report, chair, to=None, note="Please silence the author.")
    run_event_listeners()
    assert bell_of("boss") == ["handed"]
    assert "handed" not in bell_of("clerk") + bell_of("chair")
    page = text_of(signed_in(boss).get(report.get_absolute_url()))
    assert "Chair handed it on to the administrators" in page
    assert "Please silence the author." in page


def test_administrators_decide_about_a_profile_and_nobody_else_sees_it(of_profile, chair, theme):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    run_event_listeners()
    assert bell_of("boss") == ["profile"] and bell_of("chair") == []
    url = of_profile.get_absolute_url()
    assert signed_in(chair).get(url).status_code == 404
    assert signed_in(of_profile.member).get(url).status_code == 404
    page = text_of(signed_in(boss).get(url))
    for words in ("A reported profile", "Buy my lamps.", "7. No advertising", "first report"):
        assert words in page, words
    with pytest.raises(Refused, match="A profile cannot be hidden"):
        actions.hide(of_profile, boss, why="Rude.")
    actions.warn(of_profile, boss, why="No advertising in a profile.")
    run_event_listeners()
    assert bell_of("author") == ["warned"] and bell_of("reporter") == ["acted"]
    assert signed_in(of_profile.member).get("/notifications/").status_code == 200


def test_a_profile_that_changed_can_be_reported_again_and_keeps_what_was_seen(of_profile, boss):
    member, reporter = of_profile.member, of_profile.reporter
    with pytest.raises(Refused, match="You have already reported this"):
        actions.report(member, reporter, why="Still.")
    with pytest.raises(Refused, match="You cannot report yourself"):
        actions.report(member, member, why="Me.")
    Member.objects.filter(pk=member.pk).update(bio="I am nice.")
    page = text_of(signed_in(boss).get(of_profile.get_absolute_url()))
    assert "Show the reported text" in page and "Buy my lamps." in page and "I am nice." in page
    actions.leave_unchanged(of_profile, boss, until=of_profile.pk)
    assert actions.report(Member.objects.get(pk=member.pk), reporter, why="He is back.").pk


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (
            lambda member, by: administration.correct_profile(member, by=by, why="Ads", bio=""),
            "edited",
        ),
        (lambda member, by: administration.close_for_reason(member, by=by, why="Ads"), "closed"),
    ],
)
def test_a_report_of_a_profile_closes_when_an_administrator_acts_elsewhere(
    of_profile, boss, change, outcome
):
    assignments.claim(of_profile, boss)
    change(of_profile.member, boss)
    run_event_listeners()
    of_profile.refresh_from_db()
    assert of_profile.outcome == outcome
    assert not Assignment.objects.exists()


def test_a_report_names_a_rule_or_says_what_is_wrong(report):
    client, url = signed_in(make.member()), f"{report.post.own_page_url}report/"
    page = text_of(client.get(url))
    assert "5. No insults, threats or harassment" in page and 'type="radio"' in page
    refused = client.post(url, {"rule": "0", "why": ""})
    assert refused.status_code == 422
    assert "Choose a rule, or say what is wrong." in text_of(refused)
    assert client.post(url, {"rule": "5"}).status_code == 302
    stored = Report.objects.latest("pk")
    assert (stored.rule, stored.why) == (Rule.HARASSMENT, "")


def test_each_numbered_rule_has_its_place_on_the_page_of_rules(client):
    page = text_of(client.get("/rules/"))
    for rule in Rule:
        assert rule == Rule.OTHER or f'id="rule-{rule.value}"' in page
    assert [rule.value for rule in Rule] == list(range(10)), "rows store the numbers"


def test_the_filters_show_what_they_say(report, of_profile_report_factory, chair, boss):
    message = make.message(make.room(report.post.topic))
    of_message = actions.report(message, make.member(), why="Too loud.")
    of_profile_report_factory()
    other = actions.report(make.post(make.topic()), make.member(), why="Elsewhere.")
    assignments.claim(of_message, boss)
    actions.leave_unchanged(other, boss, until=other.pk)
    client = signed_in(boss)
    rows = {
        "": {"Advertising.", "Too loud.", "Lamps.", "Elsewhere."},
        "show=open": {"Advertising.", "Too loud.", "Lamps."},
        "show=mine": {"Too loud."},
        "show=handled": {"Elsewhere."},
        "theme=care": {"Advertising.", "Too loud."},
        "kind=member": {"Lamps."},
        "kind=message&theme=care": {"Too loud."},
        "theme=nowhere&kind=x": {"Advertising.", "Too loud.", "Lamps.", "Elsewhere."},
    }
    for query, shown in rows.items():
        page = text_of(client.get(f"/reports/?{query}"))
        assert {words for words in rows[""] if words in page} == shown, query
    page = text_of(signed_in(chair).get("/reports/"))
    assert "Lamps." not in page and "Elsewhere." not in page
    assert "Boss works on it" in page


@pytest.fixture
def of_profile_report_factory():
    return lambda: actions.report(make.member("seller"), make.member(), why="Lamps.")


def test_the_page_shows_history_and_how_often_the_reporter_was_right(report, chair, theme):
    author, reporter = report.post.author, report.reporter
    for decide in ("hide", "leave"):
        earlier = actions.report(make.post(report.post.topic, author), reporter, why="Rude.")
        ACTS[decide](earlier, chair)
    page = " ".join(text_of(signed_in(chair).get(report.get_absolute_url())).split())
    assert "1 of 2 earlier reports were right" in page
    assert "3 posts" in page and "nothing changed (1)" in page and "hidden (1)" in page


def test_the_forms_of_the_page_do_what_they_say(report, boss):
    client, url = signed_in(boss), report.get_absolute_url()
    assert "You work on this report" in text_of(client.post(f"{url}claim/", follow=True))
    assert "Release it" in text_of(client.get(url))
    refused = client.post(f"{url}hand-on/", {"to": "0", "note": ""})
    assert refused.status_code == 422
    form = {"sanction": "silence", "days": "7", "why": "Advertising"}
    page = text_of(client.post(f"{url}sanction/", form, follow=True))
    assert "Your decision has been saved" in page and "author silenced" in page
    author = Member.objects.get(pk=report.post.author_id)
    days = (author.silenced_until - timezone.now()).days
    assert days in (6, 7) and author.sanction_reason == "Advertising"
    refused = client.post(f"{url}warn/", {"why": "Again"})
    assert refused.status_code == 422
    assert "Already handled by Boss: author silenced." in text_of(refused)


def test_who_moves_a_topic_away_lands_on_the_list(report, chair):
    elsewhere = make.theme()
    response = signed_in(chair).post(f"{report.get_absolute_url()}move/", {"theme": elsewhere.pk})
    assert response["Location"] == "/reports/"
    report.post.topic.refresh_from_db()
    assert report.post.topic.theme == elsewhere
    assert Report.objects.get().outcome == Outcome.MOVED
