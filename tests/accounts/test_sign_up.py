"""Signing up: mail, confirmation, the last step, and the text that waits meanwhile."""

import re
import uuid
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts.models import Member
from forum.topics.models import Post
from tests.accounts.flows import PASSWORD, WELCOME, newcomer, open_link, sign_in, sign_up
from tests.factories import member, theme, topic

pytestmark = pytest.mark.django_db


def test_a_visitor_becomes_a_member(client, events):
    assert sign_up(client).url == "/accounts/confirm-email/"
    answer = open_link(client)
    assert answer.url == "/accounts/welcome/?next=%2F"
    chosen = theme("housing")
    assert client.post(answer.url, WELCOME | {"next": "/", "themes": [chosen.pk]}).url == "/"
    new = Member.objects.get(email="new@example.org")
    assert (new.handle, new.community, new.language) == ("new.one", "practitioner", "en")
    assert new.email_confirmed_at
    assert "MemberWelcomed" in events()


def test_the_text_of_a_visitor_is_back_after_sign_up(client):
    """It waits in the session, through sign-up and confirmation in the same browser."""
    thread = topic()
    typed = {"source": "My first words here.", "nonce": str(uuid.uuid4()), "language": "en"}
    answer = client.post(f"/topics/{thread.pk}/reply/", typed)
    assert answer.url.startswith("/accounts/login/?next=")
    assert "My first words here." in client.get(thread.get_absolute_url()).content.decode()  # Back
    asked = client.get(answer.url).content.decode().split("<main")[1]
    assert "Your text is kept" in asked
    way = re.search(r'href="(/accounts/signup/[^"]*)"', asked)[1].replace("&amp;", "&")
    form = client.get(way).content.decode().split('action="/accounts/signup/"')[1]
    hidden = re.search(r'name="next" value="([^"]+)"', form)[1]
    sign_up(client, next=hidden)
    welcome = open_link(client).url
    onward = client.post(welcome, WELCOME | {"next": hidden}).url
    assert onward == f"{thread.get_absolute_url()}#reply"
    for _lost_on_its_way in range(2):
        assert "My first words here." in client.get(onward).content.decode()
    assert not Post.objects.filter(source="My first words here.").exists()


def test_the_text_waits_also_when_nobody_said_where(client):
    thread = topic()
    client.post(f"/topics/{thread.pk}/reply/", {"source": "Keep me.", "nonce": str(uuid.uuid4())})
    client.get(thread.get_absolute_url())
    sign_up(client)
    assert thread.get_absolute_url() in open_link(client).url.replace("%2F", "/")


def test_nobody_signs_in_before_confirming(client):
    sign_up(client)
    assert sign_in(Client(), "new@example.org").url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_the_link_works_in_another_browser_which_then_signs_in(client):
    sign_up(client)
    other = Client()
    assert open_link(other).url == "/accounts/login/"
    assert sign_in(other, "new@example.org").url == "/accounts/welcome/?next=%2F"


def test_the_page_does_not_say_who_has_an_account(client):
    known = member("ana")
    assert sign_up(client, known.email).url == sign_up(Client(), "new@example.org").url
    assert [message.to for message in mail.outbox] == [[known.email], ["new@example.org"]]
    assert "/confirm-email/" not in mail.outbox[0].body


def test_mail_is_plain_and_in_the_language_of_the_page(client):
    client.cookies["django_language"] = "fr"
    sign_up(client)
    assert Member.objects.get(email="new@example.org").language == "fr"
    assert mail.outbox[0].subject.startswith("[Collective Brain] ")
    assert not mail.outbox[0].alternatives


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_account(client):
    with mock.patch(
        "accounts.allauth_adapter.AccountAdapter.save_user", side_effect=IntegrityError
    ):
        assert sign_up(client).url == "/accounts/confirm-email/"


def test_the_sixth_account_of_an_hour_waits_and_keeps_the_text(client):
    for number in range(5):
        assert sign_up(Client(), f"a{number}@example.org").status_code == 302
    answer = sign_up(client, "sixth@example.org")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert f"Wait {answer['Retry-After']} seconds" in answer.content.decode()
    assert "sixth@example.org" in answer.content.decode()
    assert not Member.objects.filter(email="sixth@example.org").exists()


def test_a_mistake_in_the_form_is_not_counted(client):
    for _ in range(6):
        answer = sign_up(client, password2="other")
    assert answer.status_code == 200
    assert "You must type the same password each time." in answer.content.decode()
    assert 'aria-describedby="id_password2_error"' in answer.content.decode()
    assert sign_up(client).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"handle": "ANA"}, "taken"),
        ({"handle": "jos\u00e9"}, "without accents"),
        ({"handle": "moderator"}, "reserved"),
        ({"community": ""}, "required"),
        ({"community": "constituent"}, "which side"),
        ({"name": "\u200b\u3164"}, "how you want to be called"),
    ],
)
def test_the_last_step_says_what_is_wrong_and_keeps_the_rest(client, wrong, told):
    member("ana")
    client.force_login(newcomer())
    answer = client.post("/accounts/welcome/", WELCOME | {"organisation": "Coop Kept"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "Coop Kept" in page
    assert re.search(r'aria-describedby="[^"]*id_\w+_error', page)


def test_the_at_sign_of_a_handle_is_forgiven(client):
    new = newcomer()
    client.force_login(new)
    client.post("/accounts/welcome/", WELCOME | {"handle": "@new.one"})
    new.refresh_from_db()
    assert new.handle == "new.one"


def test_who_has_not_finished_may_read_and_is_led_to_the_last_step_when_writing(client):
    thread = topic()
    client.force_login(newcomer())
    assert client.get(thread.get_absolute_url()).status_code == 200
    answer = client.post(
        f"/topics/{thread.pk}/reply/", {"source": "Early.", "nonce": str(uuid.uuid4())}
    )
    assert answer.url.startswith("/accounts/welcome/?next=")


def test_the_last_step_leads_nowhere_else(client):
    client.force_login(member())
    assert client.get("/accounts/welcome/?next=https://evil.example/").url == "/"
    assert PASSWORD not in client.get("/accounts/signup/").content.decode()
