"""Plain HTTP clients of the served site: signed in, sending as the scripts do, and keeping their own record."""

import http.client
import json
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.sites import Site

TOKEN = "t" * 32  # of the double-submit cookie: any 32 letters, the same in cookie and form

MAKE_SESSIONS = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests import factories as make
store = import_module(settings.SESSION_ENGINE).SessionStore
for _ in range({count}):
    member, session = make.member("drill." + __import__("uuid").uuid4().hex[:8]), store()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""


def sign_in_many(site: Site, count: int) -> list[str]:
    """The session keys of `count` new members."""
    return site.shell(MAKE_SESSIONS.format(count=count)).split()[-count:]


@dataclass
class Client:
    """One signed-in sender. acknowledged: nonce -> the answer of the server that took it."""

    site: Site
    session: str
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def send(self, path: str, nonce: str, source: str) -> bool:
        """Whether it was acknowledged; False when there was no answer, and the same should be sent again."""
        try:
            status, body = self.post(path, {"source": source, "nonce": nonce})
        except (OSError, http.client.HTTPException):
            return False
        if status != 201:
            self.refused.append((status, body[:200]))
            return status not in (500, 502, 503)
        self.acknowledged[nonce] = json.loads(body)
        return True

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            connection.request("POST", path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), self._headers())
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def send_until(self, stop: threading.Event, paths: list[str]) -> None:
        """Send one text after the other until told to stop; what was not acknowledged is sent again."""
        turn = 0
        while not stop.is_set():
            path, nonce = paths[turn % len(paths)], str(uuid.uuid4())
            while not self.send(path, nonce, f"Text {turn} of {self.session[:6]}"):
                stop.wait(0.1)
            turn += 1

    def _headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
        }
