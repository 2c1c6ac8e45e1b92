"""The site refuses forms of other sites. Its own forms need no token if the browser names it."""

import html
import re

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
ACCEPTED, REFUSED = 302, 403
OWN = "http://testserver"

CASES = [
    ({"Sec-Fetch-Site": "same-origin"}, ACCEPTED),
    ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, ACCEPTED),
    ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, REFUSED),
    ({"Sec-Fetch-Site": "same-site"}, REFUSED),
    ({"Sec-Fetch-Site": "none"}, REFUSED),
    ({"Origin": OWN}, ACCEPTED),
    ({"Origin": "https://testserver"}, REFUSED),
    ({"Origin": "http://testserver.evil.example"}, REFUSED),
    ({"Origin": "null"}, REFUSED),
    ({"Origin": "http://evil.example"}, REFUSED),
    ({"Referer": f"{OWN}/"}, REFUSED),
    ({}, REFUSED),
]


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(("headers", "status"), CASES)
def test_a_visitor_sends_a_form_without_a_token(browser, headers, status):
    answer = browser.post("/language/", {"language": "fr", "next": "/"}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(("headers", "status"), CASES)
def test_a_member_sends_a_form_without_a_token(browser, headers, status):
    browser.force_login(make.member())
    topic = make.topic()
    fields = {"source": "Good evening.", "nonce": "0" * 32}
    answer = browser.post(f"/topics/{topic.pk}/reply/", fields, headers=headers)
    assert (answer.status_code, topic.posts.count()) == (status, 2 if status == ACCEPTED else 1)


def test_a_browser_that_names_no_origin_is_asked_once_more(browser):
    topic = make.topic()
    fields = {"source": 'Two "lines"\nand <b>more</b>.', "language": "", "nonce": ""}
    asked = browser.post(f"/topics/{topic.pk}/reply/", fields)
    assert asked.status_code == REFUSED
    shown = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.content.decode()
    )
    again = {name: html.unescape(value) for name, value in shown}
    assert fields.items() <= again.items()
    assert browser.post(f"/topics/{topic.pk}/reply/", again).status_code == ACCEPTED
    assert browser.session["waiting"][0][1]["source"] == fields["source"]


def test_another_site_is_not_asked_once_more(browser):
    answer = browser.post(
        "/language/", {"language": "fr"}, headers={"Origin": "http://evil.example"}
    )
    assert b'type="hidden" name="language"' not in answer.content
