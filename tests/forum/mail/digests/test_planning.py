"""Which digests are due: one row for a member and a day, and the next morning is planned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Member
from forum.following import actions as following
from forum.mail import actions, tasks
from forum.mail.digests import planning
from forum.mail.digests.planning import write_due_digests
from forum.mail.models import DigestPlan, MailItem, MailSettings
from forum.mail.preferences import usual_weekday
from tests import factories as make
from tests.forum.mail import worker
from tests.forum.mail.digests.mornings import digests_of, let_morning_come, send_digests

pytestmark = pytest.mark.django_db


def daily_reader(handle: str = "", **fields) -> Member:
    member = make.member(handle, **fields)
    actions.choose(member, tracked="daily")
    return member


@pytest.fixture
def ana():
    return daily_reader("ana")


def due_at(member):
    return DigestPlan.objects.get(member=member).due_at


def test_a_due_digest_gets_one_row_and_the_next_morning_is_planned(ana):
    let_morning_come(ana)
    for _twice in range(2):
        write_due_digests()
    [item] = digests_of(ana)
    assert item.message_id.startswith(f"<digest-{ana.pk}.20") and item.state == "waiting"
    assert timedelta(0) < due_at(ana) - timezone.now() <= timedelta(days=1)


def test_two_workers_write_one_row(ana):
    let_morning_come(ana)
    morning = due_at(ana)
    write_due_digests()
    DigestPlan.objects.update(due_at=morning)  # the other one had read the plan before
    write_due_digests()
    assert len(digests_of(ana)) == 1


def test_a_weekly_digest_is_due_a_week_later(ana):
    today = timezone.now().weekday()
    choices = dict.fromkeys(("watched", "tracked", "topic", "question"), "weekly")
    actions.choose(ana, weekday=today, **choices)
    DigestPlan.objects.update(due_at=timezone.now() - timedelta(days=7))
    write_due_digests()
    assert len(digests_of(ana)) == 1
    assert due_at(ana).weekday() == today and due_at(ana) > timezone.now()


def test_after_an_outage_of_three_days_one_digest_comes(ana):
    let_morning_come(ana)
    DigestPlan.objects.update(due_at=due_at(ana) - timedelta(days=3))
    write_due_digests()
    assert len(digests_of(ana)) == 1 and due_at(ana) > timezone.now()


def test_who_wants_no_digest_has_no_plan(ana):
    actions.stop(ana, "digest")
    assert due_at(ana) is None and MailSettings.objects.get(member=ana).kinds_in_digest == []
    theme = make.theme()
    actions.choose_for_places(ana, [(theme, "digest")])
    assert due_at(ana).weekday() == usual_weekday(ana.pk)
    actions.stop(ana, "digest")
    assert due_at(ana) is None


def test_nobody_gets_a_digest_during_a_pause_or_without_an_address(ana):
    ben = make.member("ben")
    Member.objects.filter(pk=ben.pk).update(email_confirmed_at=None)
    actions.choose(ana, paused_until=timezone.now().date() + timedelta(days=3))
    for member in (ana, ben):
        let_morning_come(member)
    write_due_digests()
    assert not MailItem.objects.exists() and due_at(ana) > timezone.now()


def test_who_chose_no_day_gets_the_digest_on_one_of_five_days():
    members = [make.member() for _ in range(10)]
    DigestPlan.objects.plan([member.pk for member in members])
    assert sorted(due_at(member).weekday() for member in members) == sorted([0, 1, 2, 3, 4] * 2)
    actions.choose(members[0], reply="site")
    actions.choose(members[1], weekday=6)
    days = [due_at(member).weekday() for member in members[:2]]
    assert days == [usual_weekday(members[0].pk), 6]


def test_another_time_zone_moves_the_next_digest(ana):
    before = due_at(ana)
    for zone in ("Asia/Tokyo", "America/Lima"):
        accounts.change_profile(Member.objects.get(pk=ana.pk), time_zone=zone)
        worker.run_listeners()
    assert due_at(ana) != before and due_at(ana).hour == 12


def test_a_change_of_the_profile_loses_no_digest_that_is_due(ana):
    let_morning_come(ana)
    morning = due_at(ana)
    accounts.change_profile(ana, time_zone="Asia/Tokyo")
    worker.run_listeners()
    assert due_at(ana) == morning


def test_a_plan_without_a_morning_is_only_made(ana):
    """As the migration leaves it for every account that exists."""
    actions.choose(ana, **dict.fromkeys(("watched", "tracked", "topic", "question"), "weekly"))
    MailSettings.objects.update(weekday=(timezone.now().weekday() + 2) % 7)
    DigestPlan.objects.update(due_at=timezone.now())
    write_due_digests()
    assert digests_of(ana) == [] and due_at(ana) > timezone.now()


def test_few_digests_wait_at_a_time(monkeypatch):
    monkeypatch.setattr(planning, "BATCH", 3)
    for _ in range(7):
        let_morning_come(daily_reader())
    written = []
    while write_due_digests():
        written.append(MailItem.objects.waiting().count())
        write_due_digests()  # nothing while three wait
        MailItem.objects.update(state="dropped")
    assert written == [3, 3, 1]
    assert MailItem.objects.count() == 7


def test_the_queries_do_not_grow_with_the_members(django_assert_max_num_queries):
    zones = ("UTC", "Europe/Paris", "America/Lima")
    for number in range(9):
        let_morning_come(daily_reader(time_zone=zones[number % 3]))
    with django_assert_max_num_queries(12):
        write_due_digests()
    assert MailItem.objects.count() == 9


def test_the_task_goes_on_until_no_digest_is_due(ana, mailoutbox):
    from django_tasks_db.models import DBTaskResult

    topic = make.topic()
    following.set_topic_level(topic, ana, level="tracking")
    make.post(topic, source="New words")
    let_morning_come(ana)
    tasks.enqueue_due_mail()
    queued = DBTaskResult.objects.ready().filter(task_path=tasks.send_mail_to_members.module_path)
    assert queued.count() == 1
    tasks.send_mail_to_members.call()
    assert len(mailoutbox) == 1 and queued.count() == 1
    send_digests()
    assert len(mailoutbox) == 1


def test_a_closed_account_has_no_plan_and_no_choice(ana):
    actions.choose_for_places(ana, [(make.theme(), "every")])
    accounts.close_account(ana, by=ana)
    worker.run_listeners()
    assert not DigestPlan.objects.filter(member=ana).exists()
