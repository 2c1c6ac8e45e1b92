"""Passkeys in a real browser, with the virtual authenticator of Chromium.

The tests use localhost, because browsers refuse passkeys for an IP address.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from forum.demo import PASSWORD
from tests import checkers
from tests.browser.conftest import sign_in
from tests.browser.offline_steps import start_service_worker

# Every sign-in of a member with two-step verification asks for it. No other test signs in as
# this member.
CREATE_MEMBER = """
import uuid
from django.utils import timezone
from accounts.models import Member
from forum.demo import PASSWORD
username = "keys." + uuid.uuid4().hex[:6]
print(Member.objects.create_user(
    username + "@example.org", PASSWORD, handle=username, name="Keys", community="academic",
    email_confirmed_at=timezone.now()).email)
"""


@pytest.fixture(scope="session")
def email(served_site) -> str:
    return served_site.shell(CREATE_MEMBER).split()[-1]


@pytest.fixture
def page(site, new_page) -> Page:
    return new_page(base_url=f"http://localhost:{site.port}")


def add_authenticator(page: Page, **more) -> None:
    """Add the authenticator of a phone. It stores passkeys and confirms the user at once."""
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
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm_with_password(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def expect_path(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"^http://localhost:\d+{re.escape(path)}$"))


def test_a_passkey_is_created_signs_in_without_a_password_and_confirms(page, email):
    add_authenticator(page)
    sign_in(page, email)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm_with_password(page)
    assert checkers.axe_violations(page) == []
    page.get_by_label("Name of the passkey").fill("My <b>phone</b>")
    page.get_by_role("button", name="Create the passkey").click()
    expect_path(page, "/accounts/2fa/recovery-codes/")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert checkers.axe_violations(page) == []

    sign_out(page)
    page.goto("/accounts/login/?next=/about/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_path(page, "/about/")

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My <b>phone</b>", exact=True)).to_be_visible()
    expect(page.get_by_text("Works without password")).to_be_visible()
    assert checkers.axe_violations(page) == []

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("link", name="With a passkey").click()
    assert checkers.axe_violations(page) == []
    page.get_by_role("button", name="Continue").click()
    expect_path(page, "/accounts/2fa/webauthn/add/")

    # The passkey is also the second step after the password.
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect_path(page, "/accounts/2fa/authenticate/")
    assert checkers.axe_violations(page) == []
    # It must not load this page again: that would change what the passkey has to sign.
    start_service_worker(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect_path(page, "/")
    expect(page.locator("body")).to_have_attribute("data-member", re.compile(r"\d+"))


def test_the_page_says_when_a_device_refuses(page, email):
    add_authenticator(page, isUserVerified=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your device did not provide a passkey.")).to_be_visible()
    expect_path(page, "/accounts/login/")


def test_without_a_script_the_page_says_so_and_the_code_works(new_page, site):
    page = new_page(base_url=f"http://localhost:{site.port}", java_script_enabled=False)
    page.goto("/accounts/login/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_site_that_is_opened_by_its_ip_address_has_no_passkeys(visitor):
    visitor.goto("/accounts/login/")
    assert urlsplit(visitor.url).hostname == "127.0.0.1"
    expect(visitor.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(visitor.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
