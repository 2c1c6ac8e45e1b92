"""A passkey of a real browser with an authenticator of its own (Chromium's, over its debugging protocol).

On localhost: an address that is only a number has no passkeys.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from forum.demo import PASSWORD
from tests import checkers
from tests.browser.conftest import sign_in

# Who has a second step is asked for it from then on: nobody else in these tests signs in as they do.
OWN = """
import uuid
from django.utils import timezone
from accounts.models import Member
from forum.demo import PASSWORD
name = "keys." + uuid.uuid4().hex[:6]
print(Member.objects.create_user(
    name + "@example.org", PASSWORD, handle=name, name="Keys", community="academic",
    email_confirmed_at=timezone.now()).email)
"""


@pytest.fixture(scope="session")
def email(served_site) -> str:
    return served_site.shell(OWN).split()[-1]


@pytest.fixture
def page(site, new_page) -> Page:
    return new_page(base_url=f"http://localhost:{site.port}")


def give_authenticator(page: Page, **more) -> tuple:
    """A phone's: it keeps passkeys, and has just seen the right finger."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **more,
    }
    made = debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return debugger, made["authenticatorId"]


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://localhost:\d+{re.escape(path)}$"))


def test_a_passkey_is_made_signs_in_alone_and_confirms(page, email):
    give_authenticator(page)
    sign_in(page, email)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    assert checkers.axe_violations(page) == []
    page.get_by_label("Its name").fill("My <b>phone</b>")
    page.get_by_role("button", name="Make the passkey").click()
    at(page, "/accounts/2fa/recovery-codes/")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert checkers.axe_violations(page) == []

    sign_out(page)
    page.goto("/accounts/login/?next=/about/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    at(page, "/about/")

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My <b>phone</b>", exact=True)).to_be_visible()
    expect(page.get_by_text("Signs in alone")).to_be_visible()
    assert checkers.axe_violations(page) == []

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("link", name="With a passkey").click()
    assert checkers.axe_violations(page) == []
    page.get_by_role("button", name="Go on").click()
    at(page, "/accounts/2fa/webauthn/add/")

    sign_out(page)  # and as the step after the password
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    at(page, "/accounts/2fa/authenticate/")
    assert checkers.axe_violations(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    at(page, "/")
    expect(page.locator("body")).to_have_attribute("data-member", re.compile(r"\d+"))


def test_a_device_that_refuses_is_told_in_words(page, email):
    debugger, authenticator = give_authenticator(page, isUserVerified=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your device did not give a passkey.")).to_be_visible()
    at(page, "/accounts/login/")


def test_without_a_script_the_page_says_so_and_the_code_works(new_page, site):
    page = new_page(base_url=f"http://localhost:{site.port}", java_script_enabled=False)
    page.goto("/accounts/login/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_site_that_is_opened_by_its_number_has_none(visitor):
    visitor.goto("/accounts/login/")
    assert urlsplit(visitor.url).hostname == "127.0.0.1"
    expect(visitor.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(visitor.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
