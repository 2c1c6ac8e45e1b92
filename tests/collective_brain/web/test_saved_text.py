"""Texts saved in the session until their author has signed in."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Member
from collective_brain import event_log
from collective_brain.web import saved_text
from collective_brain.web.models import SavedText
from collective_brain.web.redirects import safe_url
from tests import factories as make

pytestmark = pytest.mark.django_db
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


def test_a_text_that_is_too_long_is_not_saved_but_shown(request_):
    assert not saved_text.save(request_, "/a/", {"source": "x" * 130_000})
    assert saved_text.newest_form_url(request_) == ""
    topic, text = make.topic(), "Long. " * 25_000
    response = Client().post(f"/topics/{topic.pk}/reply/", {"source": text})
    assert response.status_code == 422 and text.strip() in response.content.decode()
    assert "Copy it, sign in" in response.content.decode()


def test_a_text_that_an_older_release_saved_is_found(request_):
    request_.session["waiting"] = [["/a/#reply", {"source": "Hello."}, None]]
    assert saved_text.load(request_, "/a/") == {"source": "Hello."}
    assert saved_text.newest_form_url(request_) == "/a/#reply"
    assert "waiting" not in request_.session


def reply_as_visitor(topic, text: str, client: Client | None = None):
    return (client or Client()).post(f"/topics/{topic.pk}/reply/", {"source": text})


def test_texts_of_visitors_are_in_no_session_and_in_no_cache():
    """1,000 posts of visitors left 114 MB in the database and 113 MB in memory for two weeks."""
    topic, client = make.topic(), Client()
    reply_as_visitor(topic, "Hello " * 8_000, client)
    session = Session.objects.get()
    assert len(session.session_data) < 500
    cached = caches["sessions"].get(client.session.cache_key)
    assert len(str(cached)) < 500
    assert "Hello Hello" in client.get(topic.get_absolute_url()).content.decode()


def test_one_address_can_keep_a_limited_number_of_bytes(settings):
    settings.SAVED_TEXT_BYTES_PER_ADDRESS = 5_000
    topic, answers = make.topic(), []
    for number in range(4):
        answers.append(reply_as_visitor(topic, f"Number {number}. " * 200))
    assert [answer.status_code for answer in answers] == [302, 302, 422, 422]
    assert "Number 3." in answers[3].content.decode()
    assert SavedText.objects.count() == Session.objects.count() == 2
    other = Client(REMOTE_ADDR="203.0.113.7")
    assert reply_as_visitor(topic, "Number 5.", other).status_code == 302


def test_many_empty_forms_count_too(settings):
    settings.SAVED_TEXT_BYTES_PER_ADDRESS = 5_000
    topic = make.topic()
    codes = [reply_as_visitor(topic, "").status_code for _ in range(7)]
    assert codes == [302] * 5 + [422] * 2


def test_a_text_replaces_the_one_before_without_more_room(settings):
    settings.SAVED_TEXT_BYTES_PER_ADDRESS = 5_000
    topic, client = make.topic(), Client()
    codes = [reply_as_visitor(topic, "x" * 3_000, client).status_code for _ in range(3)]
    assert codes == [302] * 3 and SavedText.objects.count() == 1


def test_the_worker_deletes_old_texts_and_expired_sessions():
    topic = make.topic()
    reply_as_visitor(topic, "Old.")
    reply_as_visitor(topic, "New.", kept := Client())
    old, _new = SavedText.objects.order_by("pk")
    SavedText.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    Session.objects.exclude(pk=kept.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    event_log.run_periodic_tasks()
    assert SavedText.objects.get().fields["source"] == "New."
    assert Session.objects.get().pk == kept.session.session_key


def test_an_old_text_is_not_shown_before_it_is_deleted(request_):
    saved_text.save(request_, "/a/", {"source": "Hello."})
    SavedText.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert saved_text.load(request_, "/a/") == {}


def test_a_visitor_without_a_text_gets_no_session(request_):
    assert saved_text.load(request_, "/a/") == {} and not request_.session.modified


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
