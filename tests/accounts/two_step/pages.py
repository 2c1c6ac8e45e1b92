"""An authenticator app, and requests of the pages that ask for its codes."""

import re
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from accounts.models import Member
from tests.accounts.account_pages import PASSWORD, sign_in

PERIOD = 30  # seconds
SECOND_STEP_URL = "/accounts/2fa/authenticate/"


class AuthenticatorApp:
    """An app that shows codes for `secret`.

    The test sets the clock of the app and, as long as `monkeypatch` lasts, the clock of the site.
    """

    def __init__(self, monkeypatch, secret: str = "") -> None:
        self.secret, self.now = secret or totp.generate_totp_secret(), 1_800_000_000
        monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: self.now))

    def code(self, steps_away: int = 0) -> str:
        return totp.format_hotp_value(totp.hotp_value(self.secret, self.now // PERIOD + steps_away))

    def wrong_code(self) -> str:
        right_codes = {self.code(steps_away) for steps_away in (-1, 0, 1)}
        candidates = {"000000", "111111", "222222", "333333"}
        return sorted(candidates - right_codes)[0]

    def advance_clock(self, periods: int = 1) -> None:
        self.now += periods * PERIOD

    def activate_for(self, member: Member) -> None:
        """Set up the app and recovery codes for `member`, as if long ago."""
        totp.TOTP.activate(member, self.secret)
        RecoveryCodes.activate(member)


def create_passkey(member: Member) -> Authenticator:
    """Store a passkey. It cannot sign in, because no device has it."""
    data = {
        "name": "My phone",
        "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
    }
    return Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data=data)


def recovery_codes_of(member: Member) -> list[str]:
    authenticator = Authenticator.objects.get(user=member, type=Authenticator.Type.RECOVERY_CODES)
    return authenticator.wrap().get_unused_codes()


def open_with_password(browser: Client, path: str) -> HttpResponse:
    """Open `path` and answer the page that asks for the password first."""
    response = browser.get(path)
    assert response.url.startswith("/accounts/reauthenticate/"), response.url
    return browser.post(response.url, {"password": PASSWORD, "next": path}, follow=True)


def set_up_app(browser: Client, app: AuthenticatorApp) -> HttpResponse:
    """Set up the app with the secret on the page and the code that the app shows now."""
    page = open_with_password(browser, "/accounts/2fa/totp/activate/").content.decode()
    app.secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    return browser.post("/accounts/2fa/totp/activate/", {"code": app.code()})


def sign_in_with_code(browser: Client, member: Member, code: str, **fields: str) -> HttpResponse:
    """Send the password, then the code."""
    assert sign_in(browser, member.email, **fields).url == SECOND_STEP_URL
    return browser.post(SECOND_STEP_URL, {"code": code})
