"""Several trusted members report a text, and it is hidden until somebody looks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.acts.models import Act
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat.models import Message
from forum.moderation.models import Statement
from forum.notifications.models import Notification
from forum.reports import actions
from forum.reports import assignment_actions as assignments
from forum.reports.models import Report
from forum.topics.models import Post
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topic(chair):
    return make.topic(within=make.theme(facilitators=(chair,)))


@pytest.fixture
def post(topic):
    return make.post(topic, make.member("author", language="es"), "Buy this.")


@pytest.fixture
def trusted():
    return [make.member(f"trusted.{n}", trust_level=TrustLevel.TRUSTED) for n in range(3)]


def report_all(text, members):
    return [actions.report(text, member, why="Advertising.") for member in members]


def is_hidden(text) -> bool:
    return type(text).objects.get(pk=text.pk).is_hidden_by_reports


def bell_of(handle: str) -> list[str]:
    rows = Notification.objects.filter(member__handle=handle).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_three_trusted_members_hide_a_text_and_everybody_concerned_is_told(
    client, post, trusted, chair
):
    reports = report_all(post, trusted[:2])
    assert not is_hidden(post), "two are not enough"
    reports += report_all(post, trusted[2:])
    assert is_hidden(post)
    run_event_listeners()
    stored = Post.objects.get(pk=post.pk)
    assert stored.hidden_why.startswith("Varias personas"), "in the language of the author"
    assert bell_of("author") == ["agreed"]
    assert bell_of("chair")[-1] == "to_look"
    assert Report.objects.open().count() == 3, "a facilitator still has to look"
    assert Event.objects.filter(name="HiddenByReports").count() == 1
    act = Act.objects.get(verb="HiddenByReports")
    assert act.is_automatic and act.by is None
    statement = Statement.objects.get(act=act)
    client.force_login(post.author)
    page = client.get(statement.get_absolute_url()).content.decode()
    assert "por un programa, antes de que lo viera una persona" in page
    client.force_login(chair)
    page = client.get(reports[0].get_absolute_url()).content.decode()
    assert "Show it again" in page and "Keep it hidden" in page and "Warn the author" not in page
    client.force_login(make.member())
    page = client.get(post.get_absolute_url(), follow=True).content.decode()
    assert "Buy this." not in page and "Hidden after reports" in page


def test_nothing_wrong_shows_the_text_again_and_it_is_not_hidden_a_second_time(
    post, trusted, chair
):
    reports = report_all(post, trusted)
    run_event_listeners()
    actions.leave_unchanged(reports[0], chair, until=reports[-1].pk)
    run_event_listeners()
    assert not Post.objects.get(pk=post.pk).is_removed
    assert bell_of("author") == ["agreed", "shown"]
    assert "to_look" in bell_of("chair")
    assert not Notification.objects.filter(member=chair, read_at=None, kind="to_look").exists()
    more = [make.member(trust_level=TrustLevel.TRUSTED) for _ in range(3)]
    report_all(post, more)
    assert not is_hidden(post)


def test_a_facilitator_who_hides_it_gives_the_reason_and_nothing_else_is_possible_before(
    post, trusted, chair
):
    report = report_all(post, trusted)[0]
    boss = make.member("boss", is_staff=True, is_superuser=True)
    in_a_week = timezone.now() + timedelta(days=7)
    for act in (
        lambda: actions.warn(report, chair, why="Rude."),
        lambda: actions.move(report, boss, theme=make.theme()),
        lambda: actions.silence(report, boss, until=in_a_week, why="Rude."),
    ):
        with pytest.raises(Refused, match="First show it again, or keep it hidden"):
            act()
    actions.hide(report, chair, why="Advertising")
    run_event_listeners()
    stored = Post.objects.get(pk=post.pk)
    assert (stored.hidden_by, stored.hidden_why) == (chair, "Advertising")
    assert not Report.objects.open().exists()
    assert bell_of("author")[-1] == "hidden"


def set_level(members, level):
    Member.objects.filter(pk=members[0].pk).update(trust_level=level)


def silence(members):
    soon = timezone.now() + timedelta(days=1)
    type(members[0]).objects.filter(pk=members[0].pk).update(silenced_until=soon)


@pytest.mark.parametrize("level", [TrustLevel.NEW, TrustLevel.MEMBER])
def test_who_is_not_trusted_does_not_count(post, trusted, level):
    set_level(trusted, level)
    report_all(post, trusted)
    assert not is_hidden(post)


def test_who_was_silenced_after_their_report_does_not_count(post, trusted):
    report_all(post, trusted[:1])
    silence(trusted)
    report_all(post, trusted[1:])
    assert not is_hidden(post)


def test_a_report_that_was_right_makes_its_reporter_trusted(topic, post, trusted, chair):
    set_level(trusted, TrustLevel.MEMBER)
    right = actions.report(make.post(topic), trusted[0], why="Rude.")
    actions.hide(right, chair, why="Rude.")
    report_all(post, trusted)
    assert is_hidden(post)


def test_texts_of_facilitators_and_texts_that_somebody_works_on_are_not_hidden(
    topic, post, trusted, chair
):
    by_chair = make.post(topic, chair)
    report_all(by_chair, trusted)
    first = report_all(post, trusted[:1])[0]
    assignments.claim(first, chair)
    report_all(post, trusted[1:])
    assert not is_hidden(by_chair) and not is_hidden(post)


def test_one_member_takes_part_in_few_hidings_a_day(topic, trusted, settings):
    settings.REPORTS_HIDES_PER_DAY = 1
    room = make.room(topic)
    first, second = make.message(room), make.post(topic)
    report_all(first, trusted)
    assert Message.objects.get(pk=first.pk).is_hidden_by_reports
    report_all(second, trusted)
    assert not is_hidden(second)
    Report.objects.update(agreed_at=timezone.now() - timedelta(days=2))
    third = make.post(topic)
    report_all(third, trusted)
    assert is_hidden(third)


def test_the_setting_0_switches_it_off(post, trusted, settings):
    settings.REPORTS_THAT_HIDE = 0
    report_all(post, trusted)
    assert not is_hidden(post)
