"""Sign-up: e-mail, confirmation, the last page, and the saved text."""

import html
import re
import time
import uuid
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts.models import Member
from collective_brain.web import rate_limits
from forum.topics.models import Post
from tests.accounts.account_pages import (
    PASSWORD,
    WELCOME_FORM,
    confirm_email,
    is_signed_in,
    member_without_profile,
    sign_in,
    sign_up,
)
from tests.factories import member, theme, topic

pytestmark = pytest.mark.django_db


def test_a_visitor_becomes_a_member(client, events):
    assert sign_up(client).url == "/accounts/confirm-email/"
    answer = confirm_email(client)
    assert answer.url == "/accounts/welcome/?next=%2F"
    chosen = theme("housing")
    welcomed = client.post(answer.url, WELCOME_FORM | {"next": "/", "themes": [chosen.pk]})
    assert welcomed.url == "/first-steps/"
    new = Member.objects.get(email="new@example.org")
    assert (new.handle, new.community, new.language) == ("new.one", "practitioner", "en")
    assert new.email_confirmed_at
    assert "MemberWelcomed" in events()


def test_the_text_of_a_visitor_is_restored_after_sign_up(client):
    """The session keeps it during sign-up and confirmation in the same browser."""
    new_topic = topic()
    typed = {"source": "My first words here.", "nonce": str(uuid.uuid4()), "language": "en"}
    answer = client.post(f"/topics/{new_topic.pk}/reply/", typed)
    assert answer.url.startswith("/accounts/login/?next=")
    assert "My first words here." in client.get(new_topic.get_absolute_url()).content.decode()
    sign_in_page = client.get(answer.url).content.decode().split("<main")[1]
    assert "Your text is saved" in sign_in_page
    link = re.search(r'href="(/accounts/signup/[^"]*)"', sign_in_page)[1].replace("&amp;", "&")
    form = client.get(link).content.decode().split('action="/accounts/signup/"')[1]
    next_url = re.search(r'name="next" value="([^"]+)"', form)[1]
    sign_up(client, next=next_url)
    last_page = confirm_email(client).url
    topic_url = client.post(last_page, WELCOME_FORM | {"next": next_url}).url
    assert topic_url == f"{new_topic.get_absolute_url()}#reply"
    for _reload in range(2):
        assert "My first words here." in client.get(topic_url).content.decode()
    assert not Post.objects.filter(source="My first words here.").exists()


def test_sign_up_without_a_next_page_leads_to_the_saved_text(client):
    new_topic = topic()
    client.post(
        f"/topics/{new_topic.pk}/reply/", {"source": "Keep me.", "nonce": str(uuid.uuid4())}
    )
    client.get(new_topic.get_absolute_url())
    sign_up(client)
    assert new_topic.get_absolute_url() in confirm_email(client).url.replace("%2F", "/")


def test_sign_in_needs_the_confirmation_of_the_email(client):
    sign_up(client)
    assert sign_in(Client(), "new@example.org").url == "/accounts/confirm-email/"
    assert not is_signed_in(client)


def test_the_link_works_in_another_browser(client):
    sign_up(client)
    other = Client()
    assert confirm_email(other).url == "/accounts/login/"
    assert sign_in(other, "new@example.org").url == "/accounts/welcome/?next=%2F"


def test_the_page_does_not_say_who_has_an_account(client):
    known = member("ana")
    assert sign_up(client, known.email).url == sign_up(Client(), "new@example.org").url
    assert [message.to for message in mail.outbox] == [[known.email], ["new@example.org"]]
    assert "/confirm-email/" not in mail.outbox[0].body


def test_the_email_is_plain_text_in_the_language_of_the_page(client):
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


def test_a_sign_up_over_the_limit_is_refused_and_keeps_the_form(client, settings):
    settings.LIMITS = settings.LIMITS | {"sign_up": ["5/hour"]}
    for number in range(5):
        assert sign_up(Client(), f"a{number}@example.org").status_code == 302
    answer = sign_up(client, "sixth@example.org")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    sentence = "Too many accounts were created from this network. Wait 60 minutes, then try again."
    assert sentence in answer.content.decode()
    assert "sixth@example.org" in answer.content.decode()
    assert not Member.objects.filter(email="sixth@example.org").exists()


def test_a_form_with_a_mistake_does_not_count(client):
    for _ in range(6):
        answer = sign_up(client, password1="short")
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.content.decode()
    assert "id_password1_error" in answer.content.decode()
    assert sign_up(client).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"handle": "ANA"}, "taken"),
        ({"handle": "jos\u00e9"}, "without accents"),
        ({"handle": "moderator"}, "reserved"),
        ({"community": ""}, "required"),
        ({"community": "constituent"}, "Choose your group"),
        ({"name": "\u200b\u3164"}, "Enter a display name"),
    ],
)
def test_the_last_page_of_sign_up_shows_the_error_and_keeps_the_other_fields(
    client, wrong, sentence
):
    member("ana")
    client.force_login(member_without_profile())
    answer = client.post("/accounts/welcome/", WELCOME_FORM | {"organisation": "Coop Kept"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Coop Kept" in page
    assert re.search(r'aria-describedby="[^"]*id_\w+_error', page)


def test_an_at_sign_before_the_handle_is_removed(client):
    new = member_without_profile()
    client.force_login(new)
    client.post("/accounts/welcome/", WELCOME_FORM | {"handle": "@new.one"})
    new.refresh_from_db()
    assert new.handle == "new.one"


def test_a_member_without_a_profile_may_read_and_must_finish_sign_up_to_write(client):
    new_topic = topic()
    client.force_login(member_without_profile())
    assert client.get(new_topic.get_absolute_url()).status_code == 200
    answer = client.post(
        f"/topics/{new_topic.pk}/reply/", {"source": "Early.", "nonce": str(uuid.uuid4())}
    )
    assert answer.url.startswith("/accounts/welcome/?next=")


def test_the_last_page_of_sign_up_never_redirects_to_another_site(client):
    client.force_login(member())
    assert client.get("/accounts/welcome/?next=https://evil.example/").url == "/"
    assert PASSWORD not in client.get("/accounts/signup/").content.decode()


def test_the_page_after_sign_up_shows_the_address_whether_or_not_it_has_an_account(client):
    member("ana")
    for email in ("Ana@Example.org", "New.O'Neil@Example.org"):
        rate_limits.clear_all_counts()
        browser = Client()
        page = html.unescape(browser.get(sign_up(browser, email=email).url).content.decode())
        assert f"We have sent a link to <strong>{email.lower()}</strong>." in page


def test_the_time_of_a_sign_up_does_not_tell_who_has_an_account(settings):
    """The hash of a password is nearly all of it. The same hasher as in production is used here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    member("ana")
    sign_up(Client(), email="warm-up@example.org")
    known = min(seconds_of_sign_up("ana@example.org") for _ in range(3))
    assert known > min(seconds_of_sign_up(f"new{i}@example.org") for i in range(3)) / 2


def seconds_of_sign_up(email: str) -> float:
    rate_limits.clear_all_counts()
    before = time.process_time()
    assert sign_up(Client(), email=email).url == "/accounts/confirm-email/"
    return time.process_time() - before
