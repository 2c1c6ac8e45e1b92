"""The administrators' start page says how the site is doing, and what to do."""

import re

import pytest
from django.core.signals import got_request_exception
from django.utils import timezone

from collective_brain.backups.models import Backup
from collective_brain.event_log.models import MAX_ATTEMPTS, Event
from collective_brain.event_log.tasks import write_heartbeat
from collective_brain.observability import figures
from collective_brain.outgoing_mail.models import OutgoingEmail
from collective_brain.web.bar_plots import Column, bars
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/administration/site/"


@pytest.fixture
def boss(client):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


def cells(client) -> dict[str, str]:
    """The text of each row of the first table, by its heading."""
    html = client.get(PAGE).content.decode()
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    return {name: " ".join(re.sub(r"<.*?>", " ", rest).split()) for name, rest in rows}


def test_a_healthy_site_shows_its_figures(client, boss):
    write_heartbeat()
    Backup.objects.create(name="b", place="/b", size=5_000_000, verified_at=timezone.now())
    make.topic(boss)
    shown = cells(client)
    assert shown["Version"].startswith(figures.version())
    assert shown["Worker"].startswith("works Last seen")
    assert shown["Waiting events"].startswith("1 The oldest:")
    assert shown["Failed events"] == "0" and shown["Errors today"] == "0"
    assert shown["Waiting e-mails"] == "0 0 e-mails failed"
    assert "of" in shown["Free disk space"]
    assert shown["Last backup"].startswith("4.8 MB, verified")


def test_what_is_wrong_is_shown_with_what_to_do(client, boss):
    OutgoingEmail.objects.create(
        recipients=[], content={}, due_at=timezone.now(), attempts=3, error="refused"
    )
    got_request_exception.send(sender=None, request=None)
    shown = cells(client)
    assert shown["Worker"].startswith("does not work Start the worker")
    assert shown["Waiting e-mails"] == "1 1 e-mail failed"
    assert shown["Errors today"] == "1 The log of the server says what they are."
    assert shown["Last backup"].startswith("none Set BACKUP_FOLDER")


def test_a_button_lets_the_worker_try_given_up_events_again(client, boss):
    topic = make.topic(boss)
    Event.objects.update(attempts=MAX_ATTEMPTS, error="Broken()")
    shown = cells(client)
    assert shown["Failed events"] == "1 Try again Why they failed"
    response = client.post("/administration/events/try-again/", follow=True)
    assert "1 event will be tried again." in response.content.decode()
    assert Event.objects.backlog()["events_given_up"] == 0
    Event.objects.get().run_listeners()
    topic.theme.refresh_from_db()
    assert topic.theme.post_count == 1


def test_members_and_posts_of_the_week_are_plots_with_a_table(client, boss):
    make.post(make.topic(boss))
    html = client.get(PAGE).content.decode()
    today = f"{timezone.localtime():%A}"
    assert re.search(rf"{today} [^:]+: 2\. ", html)  # in the description of each plot
    assert html.count('role="img"') == 2 and html.count("<text") == 28
    assert f'<th scope="row">{timezone.localtime():%A} ' in html


def test_only_administrators_see_the_page(client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    client.force_login(make.member())
    assert client.get(PAGE).status_code == 403
    assert client.post("/administration/events/try-again/").status_code == 403


def test_bars_have_the_height_of_their_share():
    columns = [Column("Monday", "Mon", count) for count in (0, 5, 10)]
    heights = [bar.height for bar in bars(columns)]
    assert heights == [0, 33.0, 66.0]
