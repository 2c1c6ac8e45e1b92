"""The links of a mail: each serves one purpose, opening it changes nothing, and it ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from forum.following.models import ReadPosition
from forum.mail import links
from forum.mail.models import MailSettings
from tests import factories as make
from tests.forum.mail import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def strict_client() -> Client:
    """A program without cookies and tokens."""
    return Client(enforce_csrf_checks=True)


def path(purpose: str, member, about: object) -> str:
    return links.make(purpose, member.pk, about).removeprefix("http://127.0.0.1:8000")


def wants(member, kind: str) -> bool:
    [stored] = MailSettings.objects.of([member.pk]).values()
    return stored.wants(kind)


def test_opening_a_link_changes_nothing_and_the_button_acts(ana, strict_client):
    url = path("stop", ana, "reply")
    page = strict_client.get(url)
    assert page.content.count(b'<form method="post"><p class="actions"><button') == 1
    assert page["Cache-Control"].startswith("max-age=0") and wants(ana, "reply")
    done = strict_client.post(url, headers={"Sec-Fetch-Site": "same-origin"})
    assert done.status_code == 200 and not wants(ana, "reply")
    assert wants(ana, "mention")


def test_a_mail_program_stops_mail_with_one_post(ana, strict_client, mailoutbox):
    """RFC 8058: no cookie, no Origin, and the fixed body."""
    make.post(make.topic(ana), reply_to=1)
    worker.send()
    header = mailoutbox[0].extra_headers["List-Unsubscribe"]
    url = re.search(r"<http://[^/]+(/[^>]+)>", header)[1]
    for _repeat in range(2):
        answer = strict_client.post(url, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not wants(ana, "reply")


def test_another_member_who_is_signed_in_opens_the_link_of_its_owner(ana, client):
    ben = make.member("ben")
    client.force_login(ben)
    client.post(path("stop", ana, "reply"))
    assert not wants(ana, "reply") and wants(ben, "reply")


def test_mute_mutes_the_topic_of_the_link(ana, strict_client):
    topic = make.topic(ana)
    url = path("mute", ana, topic.pk)
    assert topic.title in strict_client.get(url).content.decode()
    levels = ReadPosition.objects.filter(member=ana, topic=topic, level="muted")
    assert not levels.exists()
    strict_client.post(url)
    assert levels.exists()


def test_a_link_works_only_for_its_purpose_and_as_it_was(ana, strict_client):
    token = path("stop", ana, "reply").split("/")[3]
    for url in (f"/mail/mute/{token}/", f"/mail/stop/{token}x/", "/mail/stop/x/"):
        answer = strict_client.post(url)
        assert answer.status_code == 404 and "This link has ended" in answer.content.decode()
    assert wants(ana, "reply")


def test_a_link_ends_after_a_year_and_with_the_account(ana, strict_client, monkeypatch):
    url = path("stop", ana, "reply")
    with monkeypatch.context() as patch:
        patch.setattr(links, "VALID_FOR", timedelta(seconds=-1))
        assert strict_client.post(url).status_code == 404
    type(ana).objects.filter(pk=ana.pk).update(closed_at="2026-01-01T00:00Z")
    assert strict_client.post(url).status_code == 404
    assert not MailSettings.objects.exists()


def test_a_topic_that_the_member_may_not_see_has_no_page(ana, strict_client):
    topic = make.topic(title="Secret words")
    type(topic).objects.filter(pk=topic.pk).update(hidden_at="2026-01-01T00:00Z")
    answer = strict_client.get(path("mute", ana, topic.pk))
    assert answer.status_code == 404 and "Secret words" not in answer.content.decode()
