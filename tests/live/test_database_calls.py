"""The questions of tabs to the database: in batches, and with the session of the tab."""

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
    cache.clear()  # sessions are read from the database, too
    with django_assert_num_queries(5):  # three sessions, two members
        owners = database_calls.find_tab_owners(cookies)
    assert [owner.member.pk for owner in owners] == [ana.pk, ben.pk, None, None]
    assert [bool(owner.session_key) for owner in owners] == [True, True, False, False]


@pytest.mark.django_db
def test_a_session_that_is_no_longer_valid_belongs_to_a_visitor(settings):
    member, gone = make_member(), make_member()
    old_password, unknown_backend = (
        cookie(member, **{HASH_SESSION_KEY: "of another password"}),
        cookie(member, **{BACKEND_SESSION_KEY: "a.backend.that.was.removed"}),
    )
    inactive = cookie(gone)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    owners = database_calls.find_tab_owners([old_password, unknown_backend, inactive])
    assert [owner.member.pk for owner in owners] == [None] * 3


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
    assert database_calls.visible_changes("room:1", "en", 1, 2 + database_calls.MAX_CHANGES) is None
