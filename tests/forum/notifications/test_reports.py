"""Only those who are facilitators or administrators now read reports, also after a move."""

import pytest
from django.db import transaction
from django.test import Client

from accounts.administration import actions as people
from accounts.models import Member
from forum.facilitation import actions as facilitation
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
        people.record_role_change(clerk, by=boss, before={}, after={})
    run_event_listeners()
    assert Notification.objects.unread_count(clerk) == 0
    assert reads_reports(client, boss)


def a_reported_topic(theme):
    """A topic with a reported post and, in its room, a reported message. The worker has run."""
    topic, reporter = make.topic(within=theme), make.member("reporter")
    post, message = make.post(topic), make.message(make.room(topic))
    stored = [reports.report(text, reporter, why="Ben is rude.") for text in (post, message)]
    run_event_listeners()
    return topic, stored


def told(member) -> list[int]:
    """The keys of the reports that the bell has for `member`."""
    rows = Notification.objects.filter(member=member, kind="report").order_by("report")
    return list(rows.values_list("report", flat=True))


class TestMovedTopics:
    """The open reports of a moved topic go to the facilitators of its new theme."""

    @pytest.fixture
    def boss(self):
        return make.member("boss", is_staff=True, is_superuser=True)

    def move(self, topic, by, theme):
        facilitation.move(topic, by, theme=theme)
        for _twice in range(2):
            run_event_listeners()

    def test_the_new_facilitators_are_told_and_can_open_the_report(self, boss):
        chair, newcomer = make.member("chair"), make.member("newcomer")
        topic, (of_post, of_message) = a_reported_topic(make.theme(facilitators=(chair,)))
        self.move(topic, boss, make.theme(facilitators=(newcomer,)))
        assert told(newcomer) == [of_post.pk, of_message.pk]
        client = Client()
        client.force_login(newcomer)
        notification = Notification.objects.filter(member=newcomer, report=of_post).get()
        address = client.get(f"/notifications/{notification.pk}/")["Location"]
        assert address == of_post.get_absolute_url()
        assert client.get(address).status_code == 200

    def test_who_facilitates_both_themes_is_not_told_twice(self, boss):
        both = make.member("both")
        topic, stored = a_reported_topic(make.theme(facilitators=(both,)))
        make.post(topic)  # the change mark of the topic is another one now
        self.move(topic, boss, make.theme(facilitators=(both,)))
        assert told(both) == [report.pk for report in stored]

    def test_the_former_facilitators_do_not_count_it_as_unread(self, boss):
        chair = make.member("chair")
        topic, _stored = a_reported_topic(make.theme(facilitators=(chair,)))
        assert Notification.objects.unread_count(chair) == 2
        self.move(topic, boss, make.theme(facilitators=(make.member(),)))
        assert Notification.objects.unread_count(chair) == 0

    def test_who_has_read_it_is_not_told_again_when_the_topic_comes_back(self, boss):
        chair = make.member("chair")
        theme = make.theme(facilitators=(chair,))
        topic, stored = a_reported_topic(theme)
        Notification.objects.unread_by(chair).mark_read()
        self.move(topic, boss, make.theme(facilitators=(make.member(),)))
        self.move(topic, boss, theme)
        assert Notification.objects.unread_count(chair) == 0
        assert told(chair) == [report.pk for report in stored]

    def test_reporters_authors_and_readers_of_decided_reports_are_not_told(self, boss):
        topic, (of_post, of_message) = a_reported_topic(make.theme(facilitators=(boss,)))
        reports.leave_unchanged(of_message, boss, until=of_message.pk)
        theme = make.theme(facilitators=(of_post.reporter, of_post.post.author, boss))
        self.move(topic, boss, theme)
        assert told(of_post.reporter) == told(of_post.post.author) == []
        assert told(boss) == [of_post.pk, of_message.pk], "both are from before the move"
        newcomer = make.member("newcomer")
        self.move(topic, boss, make.theme(facilitators=(newcomer,)))
        assert told(newcomer) == [of_post.pk]

    def test_administrators_are_told_when_the_new_theme_has_no_facilitators(self, boss):
        topic, stored = a_reported_topic(make.theme(facilitators=(make.member("chair"),)))
        assert told(boss) == []
        self.move(topic, boss, make.theme())
        assert told(boss) == [report.pk for report in stored]

    def test_two_workers_cannot_tell_a_member_twice(self, boss):
        """One tells of the report, the other of the move, with another change mark."""
        topic, (of_post, _of_message) = a_reported_topic(make.theme(facilitators=(boss,)))
        first = Notification.objects.get(member=boss, report=of_post)
        again = Notification(
            member=boss,
            kind="report",
            topic=topic,
            number=first.number,
            by=first.by,
            text=first.text,
            mark=first.mark + 9,
            report=of_post,
        )
        Notification.objects.bulk_create([again], ignore_conflicts=True)
        assert Notification.objects.filter(member=boss, report=of_post).count() == 1
