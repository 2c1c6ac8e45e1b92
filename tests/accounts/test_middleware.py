"""Sanctions and languages of each request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from tests.accounts.account_pages import member_without_profile
from tests.factories import member

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"


def test_a_suspension_ends_an_open_session(client):
    ana = member()
    client.force_login(ana)
    Member.objects.filter(pk=ana.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    answer = client.get(PAGE)
    assert answer.status_code == 403
    assert "Your account is suspended until" in answer.content.decode()
    assert client.get(PAGE).status_code == 302


def test_a_script_of_a_suspended_member_gets_the_refusal_as_json(client):
    client.force_login(member(suspended_until=timezone.now() + timedelta(days=1)))
    answer = client.get(PAGE, headers={"Accept": "application/json"})
    assert "suspended" in answer.json()["refused"]


def test_another_device_uses_the_language_of_the_account(client):
    client.force_login(member(language="pt"))
    assert '<html lang="pt-PT"' in client.get(PAGE).content.decode()


def test_the_cookie_of_the_device_overrides_the_account(client):
    client.force_login(member(language="pt"))
    client.cookies["django_language"] = "es"
    assert '<html lang="es"' in client.get(PAGE).content.decode()


def test_a_member_without_a_profile_is_redirected_to_finish_sign_up(client):
    client.force_login(member_without_profile())
    assert client.get(PAGE).url == "/accounts/welcome/"


def test_a_visitor_without_a_session_needs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")
