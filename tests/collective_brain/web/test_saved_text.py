"""Text that waits in the session."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from accounts.models import Member
from collective_brain.web import saved_text
from collective_brain.web.redirects import safe_url

WRITER = Member(pk=8, handle="ana", community="academic")


@pytest.fixture
def request_():
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), WRITER
    return request


def test_text_is_given_back_until_it_is_sent(request_):
    saved_text.save(
        request_, "/topics/17/x/?page=2", {"source": "Hello.", "csrfmiddlewaretoken": "t"}
    )
    for _lost_page in range(2):
        assert saved_text.load(request_, "/topics/17/x/") == {"source": "Hello."}
    assert saved_text.redirect_if_signed_out(request_, "/topics/17/x/", {"level": "muted"}) is None
    assert saved_text.load(request_, "/topics/17/x/")
    assert (
        saved_text.redirect_if_signed_out(request_, "/topics/17/x/#reply", {"source": "Hello."})
        is None
    )
    assert saved_text.load(request_, "/topics/17/x/") == {}


def test_it_is_given_again_for_an_hour_only(request_, monkeypatch):
    saved_text.save(request_, "/a/", {"source": "Hello."})
    now = time.time()
    for minutes, given in ((0, {"source": "Hello."}), (59, {"source": "Hello."}), (61, {})):
        monkeypatch.setattr(saved_text.time, "time", lambda minutes=minutes: now + 60 * minutes)
        assert saved_text.load(request_, "/a/") == given


def test_who_may_not_write_yet_sees_it_and_it_goes_on_waiting(request_):
    saved_text.save(request_, "/a/", {"source": "Hello."})
    for user in (AnonymousUser(), Member(pk=8), WRITER):
        request_.user = user
        assert saved_text.load(request_, "/a/") == {"source": "Hello."}


def test_it_waits_at_its_form(request_):
    saved_text.save(request_, "/a/?page=2#reply", {"source": "Hello."})
    assert saved_text.newest_form_url(request_) == "/a/#reply"
    assert saved_text.load(request_, "/a/") == {"source": "Hello."}


def test_the_newest_three_are_kept(request_):
    for page in "abcd":
        saved_text.save(request_, f"/{page}/", {"source": page})
    assert saved_text.newest_form_url(request_) == "/d/"
    assert [saved_text.load(request_, f"/{page}/") for page in "abd"] == [
        {},
        {"source": "b"},
        {"source": "d"},
    ]


def test_a_second_text_for_a_page_replaces_the_first(request_):
    saved_text.save(request_, "/a/", {"source": "one"})
    saved_text.save(request_, "/a/", {"source": "two"})
    assert saved_text.load(request_, "/a/") == {"source": "two"}


def test_the_longest_post_fits_whatever_its_script_and_older_text_makes_room(request_):
    saved_text.save(request_, "/a/", {"source": "x" * 80_000})
    saved_text.save(request_, "/b/", {"source": "ع" * 50_000})
    assert len(saved_text.load(request_, "/b/")["source"]) == 50_000
    assert saved_text.load(request_, "/a/") == {}


def test_what_is_too_long_is_not_kept(request_):
    saved_text.save(request_, "/a/", {"source": "x" * 130_000})
    assert saved_text.newest_form_url(request_) == ""


@pytest.mark.parametrize(
    ("user", "door"), [(AnonymousUser(), "/accounts/login/"), (Member(pk=8), "/accounts/welcome/")]
)
def test_who_may_not_write_yet_is_led_to_the_next_step(request_, user, door):
    request_.user = user
    assert (
        saved_text.redirect_if_signed_out(request_, "/a/", {"source": "Hello."}).url
        == f"{door}?next=%2Fa%2F"
    )


def test_who_has_signed_up_is_led_nowhere(request_):
    assert saved_text.redirect_if_signed_out(request_, "/a/", {"source": "Hello."}) is None
    assert saved_text.newest_form_url(request_) == ""


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_other_sites_are_not_safe(request_, url):
    assert safe_url(request_, url) == ""


def test_the_longest_post_waits_were_it_all_line_breaks(request_):
    saved_text.save(request_, "/a/", {"source": "\r\n" * 25_000})
    assert saved_text.load(request_, "/a/")["source"] == "\r\n" * 25_000
