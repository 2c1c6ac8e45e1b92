"""Only those who are facilitators or administrators now read reports."""

import pytest
from django.db import transaction

from accounts.administration import actions as people
from accounts.models import Member
from forum.notifications.models import Notification
from forum.reports import actions as reports
from forum.themes import actions as themes
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


def report_in(theme) -> None:
    post = make.post(make.topic(within=theme))
    reports.report(post, make.member(), why="Ben is rude.")
    message = make.message(make.room(theme))
    reports.report(message, make.member(), why="Ben is rude.")
    run_event_listeners()


def reads_reports(client, member) -> bool:
    client.force_login(member)
    readable = Notification.objects.with_visible_target(member).filter(kind="report")
    leads_somewhere = readable.exists()
    is_listed = "Ben is rude." in client.get("/notifications/").content.decode()
    assert is_listed == leads_somewhere
    return is_listed


def test_a_former_facilitator_reads_no_reports(client):
    boss = make.member(is_staff=True, is_superuser=True)
    chair, deputy = make.member(), make.member()
    theme = make.theme(facilitators=(chair, deputy))
    report_in(theme)
    assert reads_reports(client, chair) and reads_reports(client, deputy)
    themes.remove_facilitator(theme, chair, by=boss)
    assert not reads_reports(client, chair), "before the worker runs"
    run_event_listeners()
    assert not reads_reports(client, chair)
    assert not Notification.objects.unread_by(chair).filter(kind="report").exists()
    assert reads_reports(client, deputy)


def test_a_former_administrator_reads_no_reports(client):
    boss, clerk = make.member(is_staff=True, is_superuser=True), make.member(is_staff=True)
    report_in(make.theme())
    assert reads_reports(client, clerk)
    Member.objects.filter(pk=clerk.pk).update(is_staff=False)
    clerk.refresh_from_db()
    assert not reads_reports(client, clerk), "before the worker runs"
    with transaction.atomic():  # the one of the admin
        people.record_role_change(clerk, by=boss)
    run_event_listeners()
    assert Notification.objects.unread_count(clerk) == 0
    assert reads_reports(client, boss)
