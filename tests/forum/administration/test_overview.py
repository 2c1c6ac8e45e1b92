"""The start page of administrators."""

import pytest
from django.test import Client
from django.utils import timezone

from collective_brain.outgoing_mail.models import OutgoingEmail
from forum.administration import overview
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/administration/"


def test_it_says_what_waits_and_links_to_it(client, boss, ana):
    OutgoingEmail.objects.create(
        recipients=[], content={}, due_at=timezone.now(), attempts=3, error="refused"
    )
    page = client.get(URL).content.decode()
    assert "/administration/communities/" in page and "/administration/themes/" in page
    assert "E-mails that could not be sent" in page


def test_nothing_waits_when_everything_is_answered(client, boss):
    boss.community_confirmed = True
    boss.save()
    assert b"Nothing. Everything is done." in client.get(URL).content


def test_a_long_list_is_counted_up_to_a_limit(client, boss, monkeypatch):
    monkeypatch.setattr(overview, "MAX_COUNTED", 1)
    make.member()
    assert b"1+" in client.get(URL).content


def test_an_administrator_without_rights_on_members_sees_no_way_to_them(client):
    client.force_login(make.member(is_staff=True))
    page = client.get(URL).content.decode()
    assert "/administration/communities/" not in page and "/administration/themes/" not in page


def test_only_administrators_have_it_in_their_menu(client, boss):
    assert b'href="/administration/"' in client.get("/themes/").content
    client.force_login(make.member())
    assert b'href="/administration/"' not in client.get("/themes/").content
    assert b'href="/administration/"' not in Client().get("/themes/").content
