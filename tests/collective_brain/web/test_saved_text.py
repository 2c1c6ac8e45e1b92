"""Texts saved in the session until their author has signed in."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from accounts.models import Member
from collective_brain.web import saved_text
from collective_brain.web.redirects import safe_url

MEMBER = Member(pk=8, handle="ana", community="academic")


@pytest.fixture
def request_():
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), MEMBER
    return request


def test_a_text_is_loaded_until_it_is_sent(request_):
    saved_text.save(
        request_, "/topics/17/x/?page=2", {"source": "Hello.", "csrfmiddlewaretoken": "t"}
    )
    for _reload in range(2):
        assert saved_text.load(request_, "/topics/17/x/") == {"source": "Hello."}
    assert saved_text.redirect_if_signed_out(request_, "/topics/17/x/", {"level": "muted"}) is None
    assert saved_text.load(request_, "/topics/17/x/")
    sent = {"source": "Hello."}
    assert saved_text.redirect_if_signed_out(request_, "/topics/17/x/#reply", sent) is None
    assert saved_text.load(request_, "/topics/17/x/") == {}


def test_a_text_is_loaded_for_an_hour(request_, monkeypatch):
    saved_text.save(request_, "/a/", {"source": "Hello."})
    now = time.time()
    for minutes, expected in ((0, {"source": "Hello."}), (59, {"source": "Hello."}), (61, {})):
        monkeypatch.setattr(saved_text.time, "time", lambda minutes=minutes: now + 60 * minutes)
        assert saved_text.load(request_, "/a/") == expected


def test_visitors_see_their_text_and_it_stays_saved(request_):
    saved_text.save(request_, "/a/", {"source": "Hello."})
    for user in (AnonymousUser(), Member(pk=8), MEMBER):
        request_.user = user
        assert saved_text.load(request_, "/a/") == {"source": "Hello."}


def test_a_text_is_saved_with_the_fragment_of_its_form(request_):
    saved_text.save(request_, "/a/?page=2#reply", {"source": "Hello."})
    assert saved_text.newest_form_url(request_) == "/a/#reply"
    assert saved_text.load(request_, "/a/") == {"source": "Hello."}


def test_the_newest_three_texts_are_kept(request_):
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


def test_the_longest_post_fits_in_any_script_and_replaces_older_texts(request_):
    saved_text.save(request_, "/a/", {"source": "x" * 80_000})
    saved_text.save(request_, "/b/", {"source": "ع" * 50_000})
    assert len(saved_text.load(request_, "/b/")["source"]) == 50_000
    assert saved_text.load(request_, "/a/") == {}


def test_a_text_that_is_too_long_is_not_saved(request_):
    saved_text.save(request_, "/a/", {"source": "x" * 130_000})
    assert saved_text.newest_form_url(request_) == ""


@pytest.mark.parametrize(
    ("user", "path"), [(AnonymousUser(), "/accounts/login/"), (Member(pk=8), "/accounts/welcome/")]
)
def test_visitors_and_unfinished_members_are_redirected(request_, user, path):
    request_.user = user
    response = saved_text.redirect_if_signed_out(request_, "/a/", {"source": "Hello."})
    assert response.url == f"{path}?next=%2Fa%2F"


def test_a_member_who_has_signed_up_is_not_redirected(request_):
    assert saved_text.redirect_if_signed_out(request_, "/a/", {"source": "Hello."}) is None
    assert saved_text.newest_form_url(request_) == ""


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_urls_of_other_sites_are_not_safe(request_, url):
    assert safe_url(request_, url) == ""


def test_the_longest_post_fits_even_if_it_is_all_line_breaks(request_):
    saved_text.save(request_, "/a/", {"source": "\r\n" * 25_000})
    assert saved_text.load(request_, "/a/")["source"] == "\r\n" * 25_000
