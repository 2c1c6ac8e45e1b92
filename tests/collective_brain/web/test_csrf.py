"""The site refuses forms of other sites. Its own forms need no token if the browser names it."""

import html
import re

import pytest
from django.test import Client

from collective_brain.web.models import SavedText
from forum.drafts.models import Draft
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
    again = form_fields(asked.content.decode())
    assert fields.items() <= again.items()
    assert browser.post(f"/topics/{topic.pk}/reply/", again).status_code == ACCEPTED
    assert SavedText.objects.get().fields["source"] == fields["source"]


def test_another_site_is_not_asked_once_more(browser):
    answer = browser.post(
        "/language/", {"language": "fr"}, headers={"Origin": "http://evil.example"}
    )
    assert b'type="hidden" name="language"' not in answer.content


def form_fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that asks once more."""
    shown = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in shown}


def test_a_form_with_the_token_of_an_earlier_sign_in_is_asked_once_more(browser):
    """An old browser, in which the member signed in again in a second tab."""
    topic = make.topic()
    browser.force_login(make.member())
    fields = {"source": "Good evening.", "nonce": "0" * 32, "csrfmiddlewaretoken": "a" * 64}
    asked = browser.post(f"/topics/{topic.pk}/reply/", fields)
    assert (asked.status_code, topic.posts.count()) == (REFUSED, 1)
    again = form_fields(asked.content.decode())
    assert again["csrfmiddlewaretoken"] != fields["csrfmiddlewaretoken"]
    assert browser.post(f"/topics/{topic.pk}/reply/", again).status_code == ACCEPTED
    assert topic.posts.last().source == "Good evening."


@pytest.mark.parametrize("json", [False, True], ids=["by the browser", "by a script"])
@pytest.mark.parametrize("kind", ["reply", "draft", "profile"])
def test_a_form_of_another_member_is_refused_and_stores_nothing(browser, kind, json):
    ana, ben, topic = make.member(), make.member(bio="About Ben"), make.topic()
    path, fields = {
        "reply": (f"/topics/{topic.pk}/reply/", {"source": "By Ana", "nonce": "0" * 32}),
        "draft": ("/drafts/save/", {"source": "By Ana", "place": topic.stream_name}),
        "profile": ("/accounts/profile/", {"bio": "By Ana", "name": "Ana"}),
    }[kind]
    browser.force_login(ben)
    headers = {"Origin": OWN} | ({"Accept": "application/json"} if json else {})
    answer = browser.post(path, fields | {f"typed_by:{ana.pk}": ""}, headers=headers)
    assert answer.status_code == REFUSED
    assert "Another member has signed in" in answer.content.decode()
    assert topic.posts.count() == 1
    assert not Draft.objects.exists()
    ben.refresh_from_db()
    assert ben.bio == "About Ben"
    if not json:  # whoever sent it sees it once more, and can copy it
        assert "By Ana</textarea>" in answer.content.decode()


def test_a_form_of_the_member_is_accepted(browser):
    ana, topic = make.member(), make.topic()
    browser.force_login(ana)
    fields = {"source": "By Ana", "nonce": "0" * 32, f"typed_by:{ana.pk}": ""}
    answer = browser.post(f"/topics/{topic.pk}/reply/", fields, headers={"Origin": OWN})
    assert (answer.status_code, topic.posts.count()) == (ACCEPTED, 2)


def test_a_text_sent_after_signing_out_waits_for_its_author_only(browser):
    ana, ben, topic = make.member(), make.member(), make.topic()
    fields = {"source": "By Ana", "nonce": "0" * 32, f"typed_by:{ana.pk}": ""}
    browser.post(f"/topics/{topic.pk}/reply/", fields, headers={"Origin": OWN})
    shown = {}
    for name, member in (("visitor", None), ("Ben", ben), ("Ana", ana)):
        if member:  # unlike a sign-in, this keeps the session of the visitor
            session = dict(browser.session)
            browser.force_login(member)
            store = browser.session
            store["saved_texts"] = session["saved_texts"]
            store.save()
        page = browser.get(topic.get_absolute_url()).content.decode()
        shown[name] = "By Ana" in page
    assert shown == {"visitor": False, "Ben": False, "Ana": True}
