"""A member's authenticator app, and the pages that ask for its codes."""

import re
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from accounts.models import Member
from tests.accounts.flows import PASSWORD

PERIOD = 30  # seconds


class App:
    """Shows codes for `secret`; its clock is the test's, and so is the site's while monkeypatch holds."""

    def __init__(self, monkeypatch, secret: str = "") -> None:
        self.secret, self.now = secret or totp.generate_totp_secret(), 1_800_000_000
        monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: self.now))

    def code(self, steps_away: int = 0) -> str:
        return totp.format_hotp_value(totp.hotp_value(self.secret, self.now // PERIOD + steps_away))

    def wrong_code(self) -> str:
        right = {self.code(away) for away in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)

    def wait(self, periods: int = 1) -> None:
        self.now += periods * PERIOD

    def belong_to(self, member: Member) -> None:
        """Set up already, long ago, with recovery codes."""
        totp.TOTP.activate(member, self.secret)
        RecoveryCodes.activate(member)


def passkey(member: Member) -> Authenticator:
    """One that is in the table; it cannot be shown, for want of its device."""
    data = {
        "name": "My phone",
        "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
    }
    return Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data=data)


def confirm(browser: Client, path: str) -> HttpResponse:
    """Open `path`, and the page that asks for the password before it."""
    door = browser.get(path)
    assert door.url.startswith("/accounts/reauthenticate/"), door.url
    return browser.post(door.url, {"password": PASSWORD, "next": path}, follow=True)


def set_up(browser: Client, app: App) -> HttpResponse:
    """Through the pages, with the secret that they show, and the code that the app shows now."""
    shown = confirm(browser, "/accounts/2fa/totp/activate/").content.decode()
    app.secret = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)[1].replace(" ", "")
    return browser.post("/accounts/2fa/totp/activate/", {"code": app.code()})
