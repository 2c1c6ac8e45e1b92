"""The numbers that facilitators read: how they are counted, and what they never tell."""

import csv
import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.facilitation import actions as facilitation
from forum.following.models import ReadPosition
from forum.groups.models import Group
from forum.insight import counting, figures
from forum.insight.models import DAYS, ThemeDay, last_day
from forum.themes.actions import set_groups
from forum.topics import actions as topics
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

URL = "/numbers/"


@pytest.fixture
def chair():
    return make.member("chair", name="Chair")


@pytest.fixture
def care(chair):
    return make.theme("care", name="Care", facilitators=(chair,))


@pytest.fixture
def ana():
    return make.member("ana", name="Ana", community="practitioner", country="MZ")


def yesterday(hour: int = 12) -> datetime:
    day = last_day()
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


def written_yesterday(topic, author=None, **fields) -> Post:
    post = make.post(topic, author, **fields)
    Post.objects.filter(pk=post.pk).update(created_at=yesterday())
    return post


def client_of(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def page_of(member, query: str = "") -> str:
    html = client_of(member).get(URL + query).content.decode()
    return " ".join(re.sub(r"<.*?>", " ", html.split("<main", 1)[1]).split())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database")
def test_a_day_is_counted_once_without_what_is_hidden(care, chair, ana):
    topic = make.topic(ana, within=care)
    for _n in range(6):
        written_yesterday(topic, ana)
    topics.hide(written_yesterday(topic, ana), chair, why="Spam.")
    hidden = make.topic(ana, within=care)
    written_yesterday(hidden, ana)
    facilitation.hide_topic(hidden, chair, why="Spam.")
    for _twice in range(2):
        counting.count_days()
    row = ThemeDay.objects.get(theme=care, day=last_day())
    assert (row.posts, row.countries) == (6, {"MZ": 6})
    assert row.communities == {"practitioner": 6} and row.writers == {str(ana.pk): 6}
    for _round in range(DAYS // counting.DAYS_AT_ONCE):
        counting.count_days()
    assert ThemeDay.objects.filter(theme=care).count() == DAYS


@pytest.mark.django_db
def test_the_page_says_who_is_silent_as_a_number_and_who_dominates_by_name(care, chair, ana):
    topic = make.topic(ana, within=care)
    for _n in range(8):
        written_yesterday(topic, ana)
    written_yesterday(topic, make.member(name="Bo"))
    for n in range(6):
        reader = make.member(f"silent{n}", name=f"Silent{n}")
        ReadPosition.objects.update_or_create(member=reader, topic=topic, defaults={"read": 1})
    run_event_listeners()
    counting.count_days()
    page = page_of(chair)
    assert "Posts by the three who write most 100 %" in page and "Ana , Bo" in page
    assert "Of these, never wrote here 6" in page
    assert "Silent" not in page, "who only reads is never named"


@pytest.mark.django_db
def test_a_small_number_is_not_shown(care, chair, ana):
    topic = make.topic(make.member(), within=care)
    written_yesterday(topic, ana)
    counting.count_days()
    page = page_of(chair)
    assert "Mozambique under 5" in page
    assert "Ana" not in page, "three writers of one post are no domination"
    assert [figures.few(n) for n in (0, 1, 4, 5)] == ["0", "under 5", "under 5", "5"]


@pytest.mark.django_db
def test_topics_that_nobody_answered_are_listed_and_the_first_reply_is_measured(care, chair, ana):
    alone = make.topic(ana, within=care, title="Who knows this?")
    answered = make.topic(ana, within=care, title="Known.")
    make.post(answered, ana)
    reply = make.post(answered)
    Topic.objects.filter(pk=answered.pk).update(created_at=timezone.now() - timedelta(hours=5))
    Post.objects.filter(pk=reply.pk).update(created_at=timezone.now() - timedelta(hours=2))
    page = page_of(chair)
    assert "Who knows this?" in page and "Known." not in page
    assert "Hours until the first reply (median) 3.0" in page
    topics.reply(alone, make.member(), source="I do.", nonce=uuid.uuid4())
    assert "Every topic has a reply." in page_of(chair)


@pytest.mark.django_db
def test_a_facilitator_reads_only_their_own_themes(care, chair):
    other, boss = make.theme("law", name="Law"), make.member("boss", is_staff=True)
    make.topic(within=other, title="A topic of Law")
    assert "A topic of Law" not in page_of(chair)
    assert client_of(chair).get(f"{URL}?theme=law").status_code == 404
    assert client_of(chair).get(f"{URL}unanswered.csv?theme=law").status_code == 404
    assert "A topic of Law" in page_of(boss) and "A topic of Law" in page_of(boss, "?theme=law")
    assert client_of(make.member()).get(URL).status_code == 403
    assert Client().get(URL).status_code == 302


@pytest.mark.django_db
def test_a_private_theme_is_counted_for_those_who_read_it(care, chair):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    outsider = make.member("outsider")
    make.theme("law", facilitators=(outsider,))
    make.topic(within=care, title="A secret topic")
    set_groups(
        care, by=boss, reading_group=Group.objects.create(slug="g", name="G"), writing_group=None
    )
    assert "A secret topic" in page_of(chair)
    assert "A secret topic" not in page_of(outsider) and "Care" not in page_of(outsider)


@pytest.mark.django_db
def test_a_file_for_a_spreadsheet_runs_no_formula(care, chair, ana):
    make.topic(ana, within=care, title='=HYPERLINK("https://evil.example")')
    client = client_of(chair)
    answer = client.get(f"{URL}unanswered.csv")
    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert rows[1][0] == '\'=HYPERLINK("https://evil.example")'
    assert answer["Content-Disposition"] == 'attachment; filename="unanswered.csv"'
    for name in ("weeks", "communities", "countries", "languages", "themes"):
        assert client.get(f"{URL}{name}.csv?theme=care").status_code == 200
    assert client.get(f"{URL}passwords.csv").status_code == 404


@pytest.mark.django_db
def test_the_page_costs_the_same_for_many_posts(care, chair, ana, django_assert_max_num_queries):
    topic = make.topic(ana, within=care)
    for _n in range(12):
        written_yesterday(topic)
    counting.count_days()
    client = client_of(chair)
    client.get(URL)
    with django_assert_max_num_queries(16):
        assert client.get(URL).status_code == 200


@pytest.mark.django_db
def test_old_days_are_deleted(care):
    ThemeDay.objects.create(theme=care, day=last_day() - timedelta(days=3 * DAYS))
    new = ThemeDay.objects.create(theme=care, day=last_day())
    ThemeDay.objects.delete_old()
    assert list(ThemeDay.objects.all()) == [new]
