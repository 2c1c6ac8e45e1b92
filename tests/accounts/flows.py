"""The real pages of signing up and in, as a browser without scripts uses them."""

import re

from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Member

PASSWORD = "solidarity-economy-26"


def newcomer(email: str = "ana.new@example.org") -> Member:
    """Somebody who has confirmed their e-mail, and no more."""
    return Member.objects.create_user(email, PASSWORD, email_confirmed_at=timezone.now())


def sign_up(browser: Client, email: str = "new@example.org", **more: str) -> HttpResponse:
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return browser.post("/accounts/signup/", form | more)


def open_link(browser: Client) -> HttpResponse:
    """Follow the link in the newest mail and press its button."""
    link = re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    assert browser.get(link).status_code == 200
    return browser.post(link)


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": email, "password": password} | more)


WELCOME = {"community": "practitioner", "handle": "new.one", "name": "New One", "time_zone": "UTC"}
