"""When a member was last here: seldom noted, told without an hour, to whom they let see it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import last_seen
from accounts.models import Audience, Member
from tests.factories import member

pytestmark = pytest.mark.django_db
PAGE = "/about/"


def was_here(ana, **ago) -> None:
    Member.objects.filter(pk=ana.pk).update(last_seen_at=timezone.now() - timedelta(**ago))


def updates(client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    return [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]


def test_a_page_notes_it_at_most_every_ten_minutes(client):
    ana = member()
    client.force_login(ana)
    assert updates(client) == []  # signing in noted it
    was_here(ana, minutes=9)
    assert updates(client) == []
    was_here(ana, minutes=11)
    assert len(updates(client)) == 1 and updates(client) == []
    ana.refresh_from_db()
    assert timezone.now() - ana.last_seen_at < timedelta(minutes=1)


def test_a_round_of_the_hub_notes_all_in_one_update():
    people = [member() for _ in range(3)]
    with CaptureQueriesContext(connection) as captured:
        last_seen.update_last_seen(people)
        last_seen.update_last_seen(people)
    assert len(captured) == 1


def test_each_says_who_sees_it():
    ana, other, visitor = member(last_seen_at=timezone.now()), member(), AnonymousUser()
    told = {}
    for ana.last_seen_for in Audience.values:
        told[ana.last_seen_for] = [
            bool(last_seen.last_seen_sentence(reader, ana)) for reader in (ana, other, visitor)
        ]
    assert told == {
        "nobody": [True, False, False],
        "members": [True, True, False],
        "everyone": [True, True, True],
    }


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        ({}, "Here today"),
        ({"days": 3}, "Here in the last seven days"),
        ({"days": 90}, "Last here on "),
    ],
)
def test_it_is_told_as_a_day(ago, sentence, client):
    ana = member("ana", last_seen_for=Audience.EVERYONE)
    was_here(ana, **ago)
    page = client.get("/members/ana/").content.decode()
    assert sentence in page and "who sees this" not in page
    assert ":" not in last_seen.last_seen_sentence(AnonymousUser(), Member.objects.get(pk=ana.pk))


def test_ones_own_page_says_who_sees_it(client):
    client.force_login(member("ana"))
    assert "who sees this: Nobody" in client.get("/members/ana/").content.decode()
