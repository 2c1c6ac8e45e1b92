"""Levels grow by taking part, and fall."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.administration import actions as administration
from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from forum.groups import actions as groups
from forum.reports import actions as reports
from forum.topics import actions as topics
from forum.topics.models import Post
from forum.trust import checks, tasks
from forum.trust.computing import compute_levels
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")
NEW, MEMBER, TRUSTED = TrustLevel.NEW, TrustLevel.MEMBER, TrustLevel.TRUSTED


@pytest.fixture
def boss():
    return make.member("boss", is_staff=True, is_superuser=True)


@pytest.fixture
def ana():
    return make.member("ana", trust_level=NEW)


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def level_of(member) -> int:
    return Member.objects.get(pk=member.pk).trust_level


def write_on_days(author, count, *, topic=None, first=0):
    topic = topic or make.topic()
    return [
        make.post(topic, author, f"Post {n}.", at=days_ago(first + n % 8)) for n in range(count)
    ]


def a_trusted_member(handle="trusted"):
    member, topic = make.member(handle, trust_level=NEW), make.topic()
    for post in write_on_days(member, 10, topic=topic)[:3]:
        make.post(topic, source="I agree.", reply_to=post.number)
    run_event_listeners()
    assert level_of(member) == TRUSTED
    return member


def test_three_posts_on_two_days_make_a_new_member_a_member(ana):
    write_on_days(ana, 2)
    run_event_listeners()
    assert level_of(ana) == NEW
    write_on_days(ana, 1)
    run_event_listeners()
    assert level_of(ana) == MEMBER


def test_posts_on_one_day_are_not_enough(ana):
    topic = make.topic()
    for _ in range(4):
        make.post(topic, ana)
    run_event_listeners()
    assert level_of(ana) == NEW


def test_a_trusted_member_wrote_often_and_was_answered_by_others(ana):
    topic = make.topic()
    posts = write_on_days(ana, 10, topic=topic)
    for post in posts[:2]:
        make.post(topic, source="I agree.", reply_to=post.number)
    make.post(topic, ana, "An answer to myself.", reply_to=posts[4].number)
    run_event_listeners()
    assert level_of(ana) == MEMBER, "two answered posts are not three"
    make.post(topic, source="I agree.", reply_to=posts[2].number)
    run_event_listeners()
    assert level_of(ana) == TRUSTED, "the answer of another member raised the level"


def test_a_topic_that_others_answered_counts_as_an_answered_post(ana, settings):
    settings.TRUST_TRUSTED_POSTS = settings.TRUST_TRUSTED_DAYS = settings.TRUST_TRUSTED_ANSWERED = 1
    topic = make.topic(ana)
    make.post(topic, ana)
    run_event_listeners()
    assert level_of(ana) == NEW
    make.post(topic)
    run_event_listeners()
    assert level_of(ana) == TRUSTED


def test_reading_raises_no_level(ana, client):
    topic = make.topic()
    client.force_login(ana)
    for _ in range(20):
        assert client.get(topic.get_absolute_url()).status_code == 200
    compute_levels([ana.pk])
    assert level_of(ana) == NEW


def test_time_in_a_group_of_an_academy_makes_a_member_without_a_post(ana, boss):
    group = groups.create_group(by=boss, slug="turin", name="Turin", is_academy=True)
    groups.add_by_email(group, [ana.email], by=boss)
    run_event_listeners()
    assert level_of(ana) == NEW
    group.memberships.update(since=days_ago(4))
    Member.objects.filter(pk=ana.pk).update(trust_due_at=days_ago(1))
    tasks.compute_due_levels()
    assert level_of(ana) == MEMBER
    groups.change_group(group, by=boss, is_academy=False)
    run_event_listeners()
    tasks.compute_due_levels()
    assert level_of(ana) == NEW, "the mark of the group was taken away"


def test_a_manager_cannot_mark_a_group_as_one_of_an_academy(ana, boss):
    group = groups.create_group(by=boss, slug="turin", name="Turin")
    groups.add_by_email(group, [ana.email], by=boss)
    groups.set_role(group, ana, role="manager", by=boss)
    with pytest.raises(Refused, match="Only administrators"):
        groups.change_group(group, by=ana, is_academy=True)


def test_each_text_that_a_facilitator_hides_lowers_the_level_by_one(boss):
    member = a_trusted_member()
    first, second = Post.objects.filter(author=member).order_by("-pk")[:2]
    more = make.post(make.topic(), member)
    topics.hide(first, boss, why="Rude.")
    make.post(first.topic, member, at=days_ago(3))
    run_event_listeners()
    assert level_of(member) == MEMBER
    topics.hide(second, boss, why="Rude.")
    run_event_listeners()
    assert level_of(member) == NEW
    topics.unhide(first, boss)
    topics.unhide(second, boss)
    run_event_listeners()
    assert level_of(member) == TRUSTED
    topics.hide(more, boss, why="Rude.")
    run_event_listeners()
    Post.objects.filter(pk=more.pk).update(hidden_at=days_ago(91))
    Member.objects.filter(pk=member.pk).update(trust_due_at=days_ago(1))
    tasks.compute_due_levels()
    assert level_of(member) == TRUSTED, "it was long ago"


def test_what_reports_hid_lowers_no_level_before_somebody_decides(settings):
    settings.REPORTS_THAT_HIDE = 1
    member, reporter = a_trusted_member(), a_trusted_member("reporter")
    post = make.post(make.topic(), member)
    reports.report(post, reporter, why="Rude.")
    run_event_listeners()
    assert Post.objects.get(pk=post.pk).is_hidden_by_reports
    assert level_of(member) == TRUSTED


def test_a_silenced_member_is_new_until_the_silence_ends(boss):
    member = a_trusted_member()
    until = timezone.now() + timedelta(days=3)
    administration.silence(member, by=boss, until=until, why="Rude.")
    run_event_listeners()
    fresh = Member.objects.get(pk=member.pk)
    assert (fresh.trust_level, fresh.trust_due_at) == (NEW, until)
    administration.lift_sanctions(member, by=boss)
    run_event_listeners()
    assert level_of(member) == TRUSTED


def test_people_with_a_role_are_trusted(ana, boss):
    from forum.themes import actions as themes

    theme = make.theme()
    themes.add_facilitator(theme, ana, by=boss)
    run_event_listeners()
    assert level_of(ana) == TRUSTED
    themes.remove_facilitator(theme, ana, by=boss)
    run_event_listeners()
    assert level_of(ana) == NEW


def test_the_doctor_finds_and_repairs_a_level_that_does_not_fit(ana):
    compute_levels(Member.objects.values_list("pk", flat=True))
    Member.objects.filter(pk=ana.pk).update(is_staff=True)
    [problem] = checks.find_wrong_levels(Member.objects.all())
    assert problem.sentence == f"Member {ana.pk} has trust level 0 instead of 2"
    [check] = checks.CHECKS
    check.repair([problem.key])
    assert not list(checks.find_wrong_levels(Member.objects.all()))


def test_the_periodic_task_costs_one_query_when_nothing_is_due(ana, django_assert_num_queries):
    Member.objects.update(trust_due_at=None)
    with django_assert_num_queries(1):
        tasks.compute_due_levels()
