"""A hall full of people signs up behind one address, with an invitation link."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bench.drills.participants import Participants, Row
from bench.drills.sites import SmallSite
from bench.served.clients import TOKEN

INVITE = """
from datetime import timedelta
from django.utils import timezone
from accounts.invitations.models import Invitation
from accounts.models import Member
founder = Member.objects.get(handle="founder")
ends_at = timezone.now() + timedelta(hours=1)
print(Invitation.objects.create(
    made_by=founder, event_name="Hall", places={places}, ends_at=ends_at
).token)
"""
COUNT = """
from accounts.models import Member
print(Member.objects.filter(email__startswith="guest-").exclude(email_confirmed_at=None).count())
"""
PASSWORD = "solidarity-economy-26"
MAIL_WITHIN = 60  # seconds
AT_ONCE = 8  # people who press a button at the same time


class Guest:
    """A visitor who opens the link, signs up, and confirms the e-mail address."""

    def __init__(self, site: SmallSite, number: int) -> None:
        self._site, self._email = site, f"guest-{number}@example.org"
        self._cookies = {"csrftoken": TOKEN}
        self.seconds = 0.0

    def sign_up(self, token: str) -> bool:
        """Whether the site accepted the form and confirmed the address."""
        began = time.monotonic()
        self._request("GET", f"/accounts/join/{token}/")
        status = self.send_form()
        self.seconds = time.monotonic() - began
        return status == 302 and self._confirm()

    def send_form(self) -> int:
        """Send the form of sign-up, and return the status of the answer."""
        form = {"email": self._email, "password1": PASSWORD, "accepts": "on"}
        return self._request("POST", "/accounts/signup/", form)[0]

    def _confirm(self) -> bool:
        deadline = time.monotonic() + MAIL_WITHIN
        while not (link := self._link_in_mail()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return self._request("POST", link, {})[0] == 302

    def _link_in_mail(self) -> str:
        for path in (Path(self._site.folder) / "mail").glob("*.log"):
            text = path.read_text()
            if f"To: {self._email}\n" in text:
                match = re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", text)
                return match[1] if match else ""
        return ""

    def _request(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = None if form is None else urlencode({**form, "csrfmiddlewaretoken": TOKEN})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.read()
        finally:
            connection.close()


def hall(site: SmallSite, times: int, *, guests: int, seconds: float) -> Row:
    """`guests` sign up in `seconds`. Those who were refused, or not confirmed, count as late."""
    with Participants(site, writers=2) as participants:
        people: list[Guest] = []
        refused = 0
        for _ in range(times):
            token = site.shell(INVITE.format(places=guests)).splitlines()[-1]
            new = [Guest(site, len(people) + number) for number in range(guests)]
            people += new
            refused += guests - _sign_all_up(new, token, seconds)
        confirmed = int(site.shell(COUNT).splitlines()[-1])
        participants.wait_until_recovered(time.monotonic())
        longest = max(guest.seconds for guest in people)
        note = f"{confirmed} of {len(people)} accounts, longest sign-up {longest:.1f} s"
        name = f"{guests} sign-ups in {seconds:g} s from one address"
        return participants.row(name, times, late=refused, note=note)


def _sign_all_up(guests: list[Guest], token: str, seconds: float) -> int:
    """How many succeed. They come one after the other, evenly over `seconds`."""
    began, pause = time.monotonic(), seconds / len(guests)
    results = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, guest in enumerate(guests):
            time.sleep(max(0.0, began + number * pause - time.monotonic()))
            results.append(pool.submit(guest.sign_up, token))
        return sum(result.result() for result in results)
