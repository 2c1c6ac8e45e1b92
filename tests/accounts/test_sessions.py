"""Where one is signed in, and signing out there."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import actions, user_agents
from accounts.models import Member
from tests.accounts.flows import PASSWORD, sign_in
from tests.factories import member
from tests.forum.test_injections import PAYLOADS, harmful

pytestmark = pytest.mark.django_db(transaction=True)  # what follows a commit matters

LIST = "/accounts/sessions/"
PHONE = "Mozilla/5.0 (Linux; Android 8.1.0; Nokia 1) AppleWebKit/537.36 Chrome/92.0.4515.131 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def ana() -> Member:
    return owner("ana")


def owner(handle: str) -> Member:
    made = member(handle)
    made.set_password(PASSWORD)
    made.save()
    return made


def at(who: Member, user_agent: str = LAPTOP, **meta: str) -> Client:
    """`who`, signed in with a browser of their own."""
    browser = Client(HTTP_USER_AGENT=user_agent, **meta)
    assert sign_in(browser, who.email).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/accounts/profile/").status_code == 200


def row_of(browser: Client) -> int:
    return UserSession.objects.get(session_key=browser.session.session_key).pk


def test_the_list_shows_this_one_first_and_each_in_words(ana):
    at(ana, PHONE, REMOTE_ADDR="203.0.113.7")
    page = at(ana).get(LIST).content.decode()
    assert page.index("Firefox · Windows") < page.index("This one") < page.index("Chrome · Android")
    assert "203.0.113.7" in page
    assert page.count("Sign out Chrome · Android") == 1


def test_one_of_them_is_ended_and_no_other(ana, events):
    laptop, phone, tablet = (at(ana) for _ in range(3))
    answer = laptop.post(f"{LIST}{row_of(phone)}/end/", follow=True)
    assert "Signed out in 1 place." in answer.content.decode()
    assert [is_in(browser) for browser in (laptop, phone, tablet)] == [True, False, True]
    assert events() == ["SessionsEnded"]


def test_everywhere_else_but_not_here(ana, events):
    laptop, phone, tablet = (at(ana) for _ in range(3))
    assert "Signed out in 2 places." in laptop.post(f"{LIST}end/", follow=True).content.decode()
    assert [is_in(browser) for browser in (laptop, phone, tablet)] == [True, False, False]
    assert Session.objects.count() == UserSession.objects.count() == 1
    assert events() == ["SessionsEnded"]


def test_a_repeat_changes_nothing(ana, events):
    laptop, phone = at(ana), at(ana)
    gone = f"{LIST}{row_of(phone)}/end/"
    laptop.post(gone)
    assert "signed out there already" in laptop.post(gone, follow=True).content.decode()
    laptop.post(f"{LIST}end/")
    assert events() == ["SessionsEnded"]


def test_nobody_ends_the_session_of_another(ana):
    ben = at(owner("ben"))
    own = at(ana)
    ben.post(f"{LIST}{row_of(own)}/end/")
    ben.post(f"{LIST}end/")
    assert is_in(own)
    assert "203.0.113" not in ben.get(LIST).content.decode()


def test_a_visitor_is_led_to_sign_in():
    for answer in (
        Client().get(LIST),
        Client().post(f"{LIST}end/"),
        Client().post(f"{LIST}1/end/"),
    ):
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/")
    assert Client().get(f"{LIST}end/").status_code == 405


def test_who_was_signed_in_before_there_was_a_list_is_on_it(client, ana):
    client.force_login(ana)
    assert "This one" in client.get(LIST).content.decode()
    assert UserSession.objects.count() == 1


def test_what_has_expired_leaves_the_list(ana):
    laptop, phone = at(ana), at(ana)
    phone.session.flush()
    assert "nowhere else" in laptop.get(LIST).content.decode()


def test_a_new_password_ends_the_others_at_once(ana, events):
    laptop, phone = at(ana), at(ana)
    new = "another-good-one-26"
    laptop.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert [is_in(laptop), is_in(phone)] == [True, False]
    assert Session.objects.count() == 1
    assert events() == ["SessionsEnded"]


def test_a_closed_account_leaves_no_trace_of_it(ana):
    at(ana)
    actions.close_account(ana, by=ana)
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_an_address_that_no_proxy_told_stops_nobody(ana):
    page = at(ana, REMOTE_ADDR="").get(LIST).content.decode()
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
def test_a_browser_in_words(user_agent, words):
    assert user_agents.describe_user_agent(user_agent) == words


def test_a_hostile_browser_is_inert(ana, client):
    client.force_login(ana)
    client.get(LIST)
    key = UserSession.objects.get().session_key
    for payload in PAYLOADS[:: len(PAYLOADS) // 400 or 1]:
        UserSession.objects.filter(session_key=key).update(
            user_agent=payload[:200].replace("\x00", "")
        )
        assert harmful(client.get(LIST).content.decode()) == [], payload


def test_a_long_one_is_no_obstacle(ana):
    page = at(ana, "<script>alert(1)</script>" * 400).get(LIST).content.decode()
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script(?![^>]*src=)", page)
