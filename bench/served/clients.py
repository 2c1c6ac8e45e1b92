"""HTTP clients of a served site that are signed in, send as the scripts do, and keep records."""

import http.client
import json
import ssl
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

PATIENCE = 30  # seconds
TOKEN = "t" * 32  # the CSRF token: any 32 letters, equal in cookie and form


class SiteAccess(Protocol):
    """The part of a site that its clients use.

    tls: trusts the certificate of a site with HTTPS; None for a site over plain HTTP.
    """

    url: str
    tls: ssl.SSLContext | None

    @property
    def port(self) -> int: ...

    def shell(self, code: str) -> str: ...


MAKE_SESSIONS = """
import json, uuid
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from forum.themes.models import Theme
from django.utils import timezone
from accounts.models import Member
from forum.search import indexing
from forum.search.models import Kind
store = import_module(settings.SESSION_ENGINE).SessionStore
keys = []
for fields in json.loads({people!r}):
    facilitates = fields.pop("facilitates", False)
    password = fields.pop("password", None)
    handle = "drill." + uuid.uuid4().hex[:8]
    defaults = {{"community": "practitioner", "email_confirmed_at": timezone.now()}}
    if hasattr(Member, "is_new"):  # the release before has no trust levels
        defaults["trust_level"] = 1  # without the limits of new members
    fields = {{"name": handle.title()}} | defaults | fields
    address = f"{{handle}}@example.org"
    member = Member.objects.create_user(address, password, handle=handle, **fields)
    keys.append(member.pk)
    session = store()
    if facilitates:
        for theme in Theme.objects.all():
            theme.facilitators.add(member)
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    print("member", member.pk, session.session_key)
Theme.objects.store_facilitators_for_display()
indexing.update_entries(Kind.MEMBER, keys)
"""


def sign_in(site: SiteAccess, *people: dict[str, Any]) -> "list[Client]":
    """A signed-in client for each of `people`, who are the fields of new members.

    With `facilitates`, the member facilitates every theme.
    """
    printed = site.shell(MAKE_SESSIONS.format(people=json.dumps(people)))
    rows = [line.split() for line in printed.splitlines() if line.startswith("member ")]
    return [Client(site, session, int(member)) for _word, member, session in rows]


def sign_in_many(site: SiteAccess, count: int) -> list[str]:
    """The session keys of `count` new members."""
    return [client.session for client in sign_in(site, *[{}] * count)]


@dataclass
class Client:
    """A signed-in member who sends texts.

    acknowledged: nonce -> the server's answer. unanswered: how many requests broke. sent_at,
    acknowledged_at: nonce -> when it was first sent and when it was acknowledged (monotonic). port:
    instead of the port of the site.
    """

    site: SiteAccess
    session: str
    member: int = 0
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    sent_at: dict[str, float] = field(default_factory=dict)
    acknowledged_at: dict[str, float] = field(default_factory=dict)
    unanswered: int = 0
    port: int = 0

    def try_to_send(self, path: str, nonce: str, source: str) -> bool:
        """Send the text. Return False if it has no answer: the caller then sends the same again."""
        self.sent_at.setdefault(nonce, time.monotonic())
        try:
            status, body = self.post(path, {"source": source, "nonce": nonce})
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            return False
        if status != 201:
            self.refused.append((status, body[:200]))
            return status not in (500, 502, 503)
        self.acknowledged[nonce], self.acknowledged_at[nonce] = json.loads(body), time.monotonic()
        return True

    def send_or_fail(self, where: str, source: str) -> dict[str, Any]:
        """Send `source` to "topic:1" or "room:1" and return the server's answer."""
        kind, key = where.split(":")
        path = f"/topics/{key}/reply/" if kind == "topic" else f"/rooms/{key}/say/"
        status, body = self.post(path, {"source": source, "nonce": str(uuid.uuid4())})
        assert status == 201, (status, body[:300])
        return json.loads(body)

    def save_profile(self, **fields: str) -> None:
        """Save the profile. A checkbox that is not in `fields` is unchecked."""
        saved = {
            "name": f"Drill {self.member}",
            "community": "practitioner",
            "time_zone": "UTC",
            "language": "en",
        }
        audiences = {"listed_for": "members", "last_seen_for": "nobody"}
        status, body = self.post("/accounts/profile/", saved | audiences | fields)
        assert status == 302, (status, body[:300])

    def start_topic(self, title: str = "A topic to try with", theme: str = "cooperatives") -> int:
        """Start a topic and return its primary key."""
        fields = {"title": title, "language": "en", "source": "Hello.", "nonce": str(uuid.uuid4())}
        status, body = self.post(f"/themes/{theme}/start/", fields)
        assert status == 201, (status, body[:300])
        return int(json.loads(body)["location"].split("/")[2])

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        connection = open_connection(self.site, self.port)
        try:
            connection.request(
                "POST", path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), self._headers()
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def send_until(self, stop: threading.Event, paths: list[str], pause: float = 0) -> None:
        """Send one text after the other until `stop` is set. Send unanswered texts again.

        pause: seconds between two texts.
        """
        turn = 0
        while not stop.is_set():
            path, nonce = paths[turn % len(paths)], str(uuid.uuid4())
            while not self.try_to_send(path, nonce, f"Text {turn} of {self.session[:6]}"):
                if stop.wait(0.1):
                    return
            turn += 1
            stop.wait(pause)

    def _headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "Sec-Fetch-Site": "same-origin",
        }


def open_connection(site: SiteAccess, port: int = 0) -> http.client.HTTPConnection:
    """A connection to the site, or to another `port` that leads to it."""
    if site.tls is None:
        return http.client.HTTPConnection("127.0.0.1", port or site.port, timeout=PATIENCE)
    return http.client.HTTPSConnection(
        "127.0.0.1", port or site.port, timeout=PATIENCE, context=site.tls
    )
