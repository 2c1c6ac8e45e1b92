"""Requests of sign-up and sign-in, as a browser without scripts sends them."""

import re

from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from tests.factories import member

PASSWORD = "solidarity-economy-26"
WELCOME_FORM = {
    "community": "practitioner",
    "handle": "new.one",
    "accepts": "on",
    "name": "New One",
    "time_zone": "UTC",
}


def member_without_profile(email: str = "ana.new@example.org") -> Member:
    """A member who has confirmed their e-mail and has not finished their sign-up."""
    return Member.objects.create_user(email, PASSWORD, email_confirmed_at=timezone.now())


def member_with_password(handle: str, **fields) -> Member:
    """A member who can sign in with PASSWORD."""
    new_member = member(handle, **fields)
    new_member.set_password(PASSWORD)
    new_member.save()
    return new_member


def sign_up(browser: Client, email: str = "new@example.org", **fields: str) -> HttpResponse:
    form = {"email": email, "password1": PASSWORD, "accepts": "on"}
    return browser.post("/accounts/signup/", form | fields)


def confirm_email(browser: Client) -> HttpResponse:
    """Open the link in the newest mail and press the button of its page."""
    link = re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    assert browser.get(link).status_code == 200
    return browser.post(link)


def sign_in(browser: Client, email: str, password: str = PASSWORD, **fields: str) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": email, "password": password} | fields)


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session
