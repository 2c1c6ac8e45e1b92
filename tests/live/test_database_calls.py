"""The questions of tabs to the database: in batches, and with the session of the tab."""

import asyncio
import uuid
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from forum.live import database_calls
from forum.live.database_calls import BatchedCall
from tests.factories import member as make_member
from tests.factories import topic as make_topic


def test_questions_asked_at_the_same_time_are_answered_in_one_turn():
    turns = []

    def double(numbers):
        turns.append(numbers)
        return [2 * number for number in numbers]

    async def ask():
        call = BatchedCall(double)
        return await asyncio.gather(*(call(number) for number in range(70)))

    assert asyncio.run(ask()) == [2 * number for number in range(70)]
    assert [len(numbers) for numbers in turns] == [50, 20]


def test_a_failure_reaches_everybody_who_asked_and_a_closed_tab_disturbs_no_other():
    def fail(numbers):
        if 1 in numbers:
            raise OSError("the database is away")
        return numbers

    async def ask():
        call = BatchedCall(fail)
        asked = [asyncio.ensure_future(call(number)) for number in (1, 2)]
        await asyncio.sleep(0)
        asked[1].cancel()
        failed = (await asyncio.gather(*asked, return_exceptions=True))[0]
        return failed, await call(3)

    failed, answer = asyncio.run(ask())
    assert isinstance(failed, OSError) and answer == 3


def cookie(member, **changed: str) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.update(changed)
    session.save()
    return f"language=es; {settings.SESSION_COOKIE_NAME}={session.session_key}"


@pytest.mark.django_db
def test_a_tab_belongs_to_the_member_of_its_session(django_assert_num_queries):
    ana, ben = make_member(), make_member()
    cookies = [cookie(ana), cookie(ben), "", f"{settings.SESSION_COOKIE_NAME}={uuid.uuid4().hex}"]
    caches["sessions"].clear()  # sessions are read from the database, too
    owners = database_calls.find_tab_owners(cookies)
    assert [owner.member.pk for owner in owners] == [ana.pk, ben.pk, None, None]
    assert [bool(owner.session_key) for owner in owners] == [True, True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize("database", ["default", "on_postgres"])
def test_fifty_tabs_are_asked_for_in_two_queries(database, request, django_assert_num_queries):
    if database != "default":
        request.getfixturevalue(database)
    cookies = [cookie(make_member()) for _ in range(50)]
    with django_assert_num_queries(1):  # the members; the sessions are cached
        database_calls.find_tab_owners(cookies)
    caches["sessions"].clear()
    with django_assert_num_queries(2):
        owners = database_calls.find_tab_owners(cookies)
    assert all(owner.member.pk for owner in owners)


def django_owner(header: str):
    """Return the user that a page with this Cookie header would have, read by Django."""
    request = HttpRequest()
    key = parse_cookie(header).get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request).pk


@pytest.mark.django_db
def test_a_session_that_is_no_longer_valid_belongs_to_a_visitor(settings):
    member, gone, deleted = make_member(), make_member(), make_member()
    name = settings.SESSION_COOKIE_NAME
    headers = [
        cookie(member, **{HASH_SESSION_KEY: "of another password"}),
        cookie(member, **{HASH_SESSION_KEY: ""}),
        cookie(member, **{BACKEND_SESSION_KEY: "a.backend.that.was.removed"}),
        cookie(gone),
        cookie(deleted),
        f"{name}={session_of_a_visitor()}",
        f"{name}=short",
        f"{name}={'x' * 3000}",
        "no cookies; = at=all",
    ]
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    deleted.delete()
    owners = database_calls.find_tab_owners(headers)
    assert [owner.member.pk for owner in owners] == [None] * len(headers)
    assert [django_owner(header) for header in headers] == [None] * len(headers)
    assert {owner.session_key for owner in owners} == {""}


@pytest.mark.django_db
def test_an_expired_session_belongs_to_a_visitor():
    header = cookie(make_member())
    caches["sessions"].clear()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    [owner] = database_calls.find_tab_owners([header])
    assert owner.member.pk is None


@pytest.mark.parametrize("value", [r'"\000aaaaaaaa"', r'"\377aaaaaaaa"', "\ud800" * 9])
def test_a_strange_cookie_disturbs_no_other_tab(on_postgres, value):
    """All tabs of a batch would fail with it. PostgreSQL refuses a text with a zero byte."""
    member = make_member()
    strange = f"{settings.SESSION_COOKIE_NAME}={value}"
    owners = database_calls.find_tab_owners([strange, cookie(member)])
    assert [owner.member.pk for owner in owners] == [None, member.pk]


def session_of_a_visitor() -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["a text"] = "Hello."
    session.create()
    return session.session_key


@pytest.mark.django_db
def test_the_rules_are_asked_once_for_equal_tabs(django_assert_num_queries):
    """A topic was hidden while 50 visitors and two tabs of a member read it."""
    topic = make_topic()
    type(topic).objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
    member = make_member()
    tabs = [*[tab_of(AnonymousUser())] * 50, tab_of(member), tab_of(member), tab_of(member, "fr")]
    subscriptions = [(tab, f"topic:{topic.pk}") for tab in tabs]
    with django_assert_num_queries(4):  # is it open to all, and each of three different tabs
        refusals = database_calls._find_refusals(subscriptions)
    assert all(refusals) and refusals[-1] != refusals[-2] == refusals[0]


def tab_of(member, language: str = "en") -> SimpleNamespace:
    return SimpleNamespace(member=member, language=language)


@pytest.mark.django_db
def test_a_session_signed_with_the_previous_key_is_still_valid(settings):
    member = make_member()
    old_cookie = cookie(member)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key " * 6
    [owner] = database_calls.find_tab_owners([old_cookie])
    assert owner.member == member and f"={owner.session_key}" in old_cookie
    assert (
        database_calls.find_tab_owners([old_cookie])[0].member == member
    )  # its session still exists


def test_a_tab_that_missed_much_gets_no_changes_with_the_answer():
    """It asks for the numbers that it shows. pytest-django raises for each query."""
    assert database_calls.public_changes("room:1", "en", 1, 2 + database_calls.MAX_CHANGES) is None
