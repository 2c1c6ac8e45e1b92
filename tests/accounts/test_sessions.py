"""The list of a member's sessions, and signing out of them."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import actions, user_agents
from accounts.models import Member
from tests.accounts.account_pages import PASSWORD, member_with_password, sign_in
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db(transaction=True)  # sessions are deleted after the commit

LIST_URL = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 8.1.0; Nokia 1) AppleWebKit/537.36 "
    "Chrome/92.0.4515.131 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def ana() -> Member:
    return member_with_password("ana")


def new_browser(signed_in: Member, user_agent: str = LAPTOP, **meta: str) -> Client:
    """Another browser with a session of the member."""
    browser = Client(HTTP_USER_AGENT=user_agent, **meta)
    assert sign_in(browser, signed_in.email).status_code == 302
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/accounts/profile/").status_code == 200


def session_id(browser: Client) -> int:
    return UserSession.objects.get(session_key=browser.session.session_key).pk


def test_the_list_shows_this_session_first_and_names_each_browser(ana):
    new_browser(ana, PHONE, REMOTE_ADDR="203.0.113.7")
    page = new_browser(ana).get(LIST_URL).content.decode()
    assert (
        page.index("Firefox · Windows") < page.index("This device") < page.index("Chrome · Android")
    )
    assert "203.0.113.7" in page
    assert page.count("Sign out Chrome · Android") == 1


def test_ending_one_session_leaves_the_others(ana, events):
    laptop, phone, tablet = (new_browser(ana) for _ in range(3))
    answer = laptop.post(f"{LIST_URL}{session_id(phone)}/end/", follow=True)
    assert "Signed out on 1 device." in answer.content.decode()
    assert [is_signed_in(browser) for browser in (laptop, phone, tablet)] == [True, False, True]
    assert events() == ["SessionsEnded"]


def test_ending_all_others_leaves_this_session(ana, events):
    laptop, phone, tablet = (new_browser(ana) for _ in range(3))
    assert (
        "Signed out on 2 devices." in laptop.post(f"{LIST_URL}end/", follow=True).content.decode()
    )
    assert [is_signed_in(browser) for browser in (laptop, phone, tablet)] == [True, False, False]
    assert Session.objects.count() == UserSession.objects.count() == 1
    assert events() == ["SessionsEnded"]


def test_a_repeat_changes_nothing(ana, events):
    laptop, phone = new_browser(ana), new_browser(ana)
    end_url = f"{LIST_URL}{session_id(phone)}/end/"
    laptop.post(end_url)
    assert "already signed out there" in laptop.post(end_url, follow=True).content.decode()
    laptop.post(f"{LIST_URL}end/")
    assert events() == ["SessionsEnded"]


def test_nobody_ends_the_session_of_another(ana):
    ben = new_browser(member_with_password("ben"))
    own_browser = new_browser(ana)
    ben.post(f"{LIST_URL}{session_id(own_browser)}/end/")
    ben.post(f"{LIST_URL}end/")
    assert is_signed_in(own_browser)
    assert "203.0.113" not in ben.get(LIST_URL).content.decode()


def test_a_visitor_is_redirected_to_sign_in():
    for answer in (
        Client().get(LIST_URL),
        Client().post(f"{LIST_URL}end/"),
        Client().post(f"{LIST_URL}1/end/"),
    ):
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/")
    assert Client().get(f"{LIST_URL}end/").status_code == 405


def test_a_session_older_than_the_list_is_added_to_it(client, ana):
    client.force_login(ana)
    assert "This device" in client.get(LIST_URL).content.decode()
    assert UserSession.objects.count() == 1


def test_a_session_of_an_older_release_stays_signed_in(client, ana):
    """The session stores the path of the backend that signed the member in."""
    client.force_login(ana)
    session = client.session
    session["_auth_user_backend"] = "accounts.backend.Backend"
    session.save()
    assert is_signed_in(client)


def test_an_expired_session_leaves_the_list(ana):
    laptop, phone = new_browser(ana), new_browser(ana)
    phone.session.flush()
    assert "anywhere else" in laptop.get(LIST_URL).content.decode()


def test_a_new_password_ends_the_other_sessions_at_once(ana, events):
    laptop, phone = new_browser(ana), new_browser(ana)
    new = "another-good-one-26"
    laptop.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert [is_signed_in(laptop), is_signed_in(phone)] == [True, False]
    assert Session.objects.count() == 1
    assert events() == ["SessionsEnded"]


def test_a_closed_account_has_no_sessions(ana):
    new_browser(ana)
    actions.close_account(ana, by=ana)
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_sign_in_works_without_a_known_address(ana):
    page = new_browser(ana, REMOTE_ADDR="").get(LIST_URL).content.decode()
    assert "From:" not in page


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome · Android"),
        (LAPTOP, "Firefox · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Linux"),
        (
            "Mozilla/5.0 (Mobile; Nokia; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
            "Firefox · KaiOS",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 5000, "x" * 60),
        ("\u202egnp.exe\x00\x07 <b>", "gnp.exe <b>"),
    ],
)
def test_a_user_agent_is_described_in_words(user_agent, words):
    assert user_agents.describe_user_agent(user_agent) == words


def test_a_hostile_user_agent_is_escaped(ana, client):
    client.force_login(ana)
    client.get(LIST_URL)
    key = UserSession.objects.get().session_key
    for payload in PAYLOADS[:: max(1, len(PAYLOADS) // 400)]:
        UserSession.objects.filter(session_key=key).update(
            user_agent=payload[:200].replace("\x00", "")
        )
        assert harmful(client.get(LIST_URL).content.decode()) == [], payload


def test_a_long_user_agent_is_escaped_and_cut(ana):
    page = new_browser(ana, "<script>alert(1)</script>" * 400).get(LIST_URL).content.decode()
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script(?![^>]*src=)", page)
