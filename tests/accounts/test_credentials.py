"""A password and an e-mail address are the same in each of their Unicode spellings."""

import importlib
import unicodedata

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client

from accounts.credentials import normal_email, normal_password
from accounts.models import Member
from tests.accounts.account_pages import confirm_email, is_signed_in, sign_in, sign_up
from tests.factories import member

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "Coopération solidária ñ 26"
DECOMPOSED = unicodedata.normalize("NFD", PASSWORD)
WITH_OTHER_SPACES = PASSWORD.replace(" ", "\u00a0")
UNICODE, ASCII = "ana@bücher.example", "ana@xn--bcher-kva.example"
migration = importlib.import_module("accounts.migrations.0008_email_domains_in_ascii")


def test_a_password_keeps_capitals_and_loses_only_its_kind_of_spelling():
    assert normal_password(DECOMPOSED) == normal_password(WITH_OTHER_SPACES) == PASSWORD
    assert normal_password("ＡΩ ß") == "ＡΩ ß" != normal_password("aω ss")


@pytest.mark.parametrize("first", [PASSWORD, DECOMPOSED, WITH_OTHER_SPACES])
def test_a_new_password_works_from_each_device(client, first):
    sign_up(client, password1=first)
    confirm_email(client)
    for typed in (PASSWORD, DECOMPOSED, WITH_OTHER_SPACES):
        client.logout()
        sign_in(client, "new@example.org", typed)
        assert is_signed_in(client), typed
    client.logout()
    sign_in(client, "new@example.org", PASSWORD.lower())
    assert not is_signed_in(client)


@pytest.mark.parametrize("hashed", [PASSWORD, DECOMPOSED, WITH_OTHER_SPACES])
def test_a_password_that_was_hashed_before_still_works(client, hashed):
    ana = member("ana")
    Member.objects.filter(pk=ana.pk).update(password=make_password(hashed))
    sign_in(client, ana.email, hashed)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        (UNICODE, ASCII),
        ("Ana@BÜCHER.example", ASCII),
        ("ana@bu\u0308cher.example", ASCII),
        (ASCII, ASCII),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@strasse.example", "ana@strasse.example"),
        ("jose\u0301@example.org", "josé@example.org"),
        ("no address", "no address"),
        ("ana@-ü-.example", "ana@-ü-.example"),
    ],
)
def test_the_domain_of_an_address_is_in_ascii(typed, email):
    assert normal_email(typed) == email == normal_email(email)


@pytest.mark.parametrize(("first", "second"), [(UNICODE, ASCII), (ASCII, UNICODE)])
def test_one_mailbox_has_one_account(client, first, second):
    sign_up(client, first)
    confirm_email(client)
    client.logout()
    sign_up(client, second)
    assert sum("/confirm-email/" in message.body for message in mail.outbox) == 1
    assert Member.objects.filter(email__startswith="ana@").count() == 1
    sign_in(client, second)
    assert is_signed_in(client)


def test_failures_count_for_both_spellings_together():
    for number in range(10):
        browser = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in(browser, (UNICODE, ASCII)[number % 2], "no")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99"), UNICODE, "no").status_code == 429


def test_the_mail_for_a_new_password_goes_to_the_address_of_the_account(client):
    member("ana", email_confirmed_at=None)
    sign_up(client, ASCII)
    confirm_email(client)
    client.logout()
    client.post("/accounts/password/reset/", {"email": UNICODE})
    assert mail.outbox[-1].to == [ASCII]


def test_the_migration_rewrites_addresses_and_leaves_those_that_are_taken(client):
    ana, other, ben = member("ana"), member("other"), member("ben")
    for account, email in ((ana, UNICODE), (other, "b@bücher.example"), (ben, None)):
        email = email or normal_email("b@bücher.example")
        Member.objects.filter(pk=account.pk).update(email=email)
        EmailAddress.objects.filter(user=account).update(email=email)
    migration.write_in_ascii(apps, None)
    emails = set(Member.objects.values_list("email", flat=True))
    assert emails == {ASCII, "b@bücher.example", normal_email("b@bücher.example")}
    assert emails == set(EmailAddress.objects.values_list("email", flat=True))
    sign_in(client, UNICODE, "solidarity-economy")
    assert is_signed_in(client)


def test_an_account_that_kept_its_unicode_address_can_sign_in(client):
    ana = member("ana")
    Member.objects.filter(pk=ana.pk).update(email=UNICODE)
    EmailAddress.objects.filter(user=ana).update(email=UNICODE)
    sign_in(client, UNICODE, "solidarity-economy")
    assert is_signed_in(client)
