"""What tabs ask of the database: together, and with whose session."""

import asyncio
import uuid
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache

from forum.live import database_calls
from forum.live.database_calls import BatchedCall
from tests.factories import member as make_member


def test_what_is_asked_at_the_same_time_is_answered_in_one_turn():
    turns = []

    def double(numbers):
        turns.append(numbers)
        return [2 * number for number in numbers]

    async def ask():
        together = BatchedCall(double)
        return await asyncio.gather(*(together(number) for number in range(70)))

    assert asyncio.run(ask()) == [2 * number for number in range(70)]
    assert [len(numbers) for numbers in turns] == [50, 20]


def test_who_asked_learns_of_a_failure_and_who_went_away_disturbs_nobody():
    def fail(numbers):
        if 1 in numbers:
            raise OSError("the database is away")
        return numbers

    async def ask():
        together = BatchedCall(fail)
        asked = [asyncio.ensure_future(together(number)) for number in (1, 2)]
        await asyncio.sleep(0)
        asked[1].cancel()
        failed = (await asyncio.gather(*asked, return_exceptions=True))[0]
        return failed, await together(3)

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
def test_a_tab_is_its_sessions_members(django_assert_num_queries):
    ana, ben = make_member(), make_member()
    cookies = [cookie(ana), cookie(ben), "", f"{settings.SESSION_COOKIE_NAME}={uuid.uuid4().hex}"]
    cache.clear()  # what the database has is understood, too
    with django_assert_num_queries(5):  # three sessions, two members
        found = database_calls._all_who(cookies)
    assert [who.member.pk for who in found] == [ana.pk, ben.pk, None, None]
    assert [bool(who.session_key) for who in found] == [True, True, False, False]


@pytest.mark.django_db
def test_a_session_that_is_no_longer_valid_is_a_visitors(settings):
    member, gone = make_member(), make_member()
    old_password, other_door = (
        cookie(member, **{HASH_SESSION_KEY: "of another password"}),
        cookie(member, **{BACKEND_SESSION_KEY: "a.door.that.was.taken.away"}),
    )
    inactive = cookie(gone)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    found = database_calls._all_who([old_password, other_door, inactive])
    assert [who.member.pk for who in found] == [None] * 3


@pytest.mark.django_db
def test_a_session_signed_with_the_key_before_is_still_valid(settings):
    member = make_member()
    of_before = cookie(member)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key " * 6
    [who] = database_calls._all_who([of_before])
    assert who.member == member and f"={who.session_key}" in of_before
    assert database_calls._all_who([of_before])[0].member == member  # its session is still there


def test_who_missed_much_gets_nothing_with_the_answer():
    """They ask for what they show. pytest-django raises for each query."""
    assert database_calls._missed("room:1", "en", 1, 2 + database_calls.MAX_CHANGES) is None
