"""When a member was last here: stored rarely, shown without an hour, to the readers they chose."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import last_seen
from accounts.choices import Audience
from accounts.models import Member
from tests.factories import member

pytestmark = pytest.mark.django_db
PAGE = "/about/"


def set_last_seen(ana, **ago) -> None:
    Member.objects.filter(pk=ana.pk).update(last_seen_at=timezone.now() - timedelta(**ago))


def update_queries(client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    return [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]


def test_a_page_stores_the_time_at_most_every_ten_minutes(client):
    ana = member()
    client.force_login(ana)
    assert update_queries(client) == []  # sign-in has stored the time
    set_last_seen(ana, minutes=9)
    assert update_queries(client) == []
    set_last_seen(ana, minutes=11)
    assert len(update_queries(client)) == 1
    assert update_queries(client) == []
    ana.refresh_from_db()
    assert timezone.now() - ana.last_seen_at < timedelta(minutes=1)


def test_one_update_stores_the_time_of_many_members():
    people = [member() for _ in range(3)]
    with CaptureQueriesContext(connection) as captured:
        last_seen.update_last_seen(people)
        last_seen.update_last_seen(people)
    assert len(captured) == 1


def test_each_member_chooses_who_sees_the_time():
    ana, other, visitor = member(last_seen_at=timezone.now()), member(), AnonymousUser()
    sees_it = {}
    for audience in Audience.values:
        ana.last_seen_for = audience
        sees_it[audience] = [
            bool(last_seen.last_seen_sentence(reader, ana)) for reader in (ana, other, visitor)
        ]
    assert sees_it == {
        "nobody": [True, False, False],
        "members": [True, True, False],
        "everyone": [True, True, True],
    }


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        ({}, "Active today"),
        ({"days": 3}, "Active in the last seven days"),
        ({"days": 90}, "Last active on "),
    ],
)
def test_the_sentence_has_a_day_and_no_hour(ago, sentence, client):
    ana = member("ana", last_seen_for=Audience.EVERYONE)
    set_last_seen(ana, **ago)
    page = client.get("/members/ana/").content.decode()
    assert sentence in page and "who sees this" not in page
    assert ":" not in last_seen.last_seen_sentence(AnonymousUser(), Member.objects.get(pk=ana.pk))


def test_a_members_own_page_says_who_sees_the_time(client):
    client.force_login(member("ana"))
    assert "who sees this: Nobody" in client.get("/members/ana/").content.decode()
