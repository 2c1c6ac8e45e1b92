"""No parameter of any URL makes a view raise an error, whatever its value is.

The URLs come from the resolver. The names of parameters come from the views: the query and the
posted form record each name that a view reads. So the test covers a new URL and a new parameter
without a list. Each request is rolled back, so that the next one finds the same site.
"""

import copy
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import Member
from collective_brain.web import rate_limits
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.topics import actions
from tests import factories as make

# The first values have found most errors. `pytest --whole` tries all of them.
NUMBERS = [
    *(str(2**63), "32767", "9" * 30),
    *("0", "2", "-1", "32768", str(2**31 - 1), str(2**31), str(2**63 - 1)),
]
TEXTS = [
    *("a\0b", "/\r\nX: 1", "1." + "9" * 23 + ".1", "1.1." + "9" * 19, "\udcff"),
    *("", "\r\nX: 1", "\u0663", "\u00b2", "e\u0301" * 40, "a" * 3000, "9" * 5000, "nan", "1e999"),
    *("0001-01-01", "9999-12-31", "[]", "//[", "/topics/1/\0", "'\"<%s", str(uuid.UUID(int=0))),
    *("topic:" + "9" * 18, "room:" + "9" * 30, "topic:" + str(2**63)),
    *("1." + "9" * 30, "0.-99999999999999999.1"),
]
PATHS = [
    *("a\0b", "\udcff", "9" * 30),
    *("\r\nX: 1", "\u0663", "x" * 300, "%", "..", "1-\0", str(2**63)),
]
MOST_IN_CI = (1, 1, 1)  # the first values of each list
PACKAGES = ("accounts", "collective_brain", "forum")
# Code that reads names from a query or a form. Django's forms are read for a view, which is the
# caller. The folder of the tests is not among them.
READERS = tuple(f"{settings.BASE_DIR}/{package}/" for package in PACKAGES)
ADMIN = "/django/contrib/admin/"
MOST_SHOWN_FAILURES = 40


class RecordingQuery(QueryDict):
    """A query or a form that records the names that are read from it, and where in the code."""

    read: ClassVar[set[tuple[str, str]]] = set()
    _is_complete = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # looks for each of its own names
        self._is_complete = True

    def __getitem__(self, key: str) -> Any:
        self._record(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self._record(key)
        return super().getlist(key, default)

    def __contains__(self, key: object) -> bool:
        self._record(str(key))
        return super().__contains__(key)

    def _record(self, name: str) -> None:
        if self._is_complete:
            self.read.add((name, _reading_place()))

    def dict(self) -> Any:
        """RecordingFields."""
        return RecordingFields(super().dict())


class RecordingFields(dict[str, str]):
    """All fields of a query as a view takes them; records the names like RecordingQuery."""

    def __or__(self, other: Any) -> Any:
        return RecordingFields(super().__or__(other))

    def get(self, key: str, default: Any = None) -> Any:
        RecordingQuery.read.add((key, _reading_place()))
        return super().get(key, default)


class RecordingMiddleware:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query: Any = RecordingQuery(request.META["QUERY_STRING"])
        request.GET = query
        if request.method == "POST":
            fields: Any = RecordingQuery(request.body)
            request.POST = fields
        return self.get_response(request)


class Reader:
    """Somebody who opens every URL with every value of every parameter.

    path_values, form: the usual values, so that one wrong value reaches the view.
    """

    def __init__(self, role: str, *, whole: bool) -> None:
        lists = (NUMBERS, TEXTS, PATHS)
        most = (None, None, None) if whole else MOST_IN_CI
        self.numbers, self.texts, self.paths = (
            values[:count] for values, count in zip(lists, most, strict=True)
        )
        self.values = [*self.numbers, *self.texts]
        self.first_values = [*NUMBERS[: MOST_IN_CI[0]], *TEXTS[: MOST_IN_CI[1]]]
        # The method, the name and the place of the code; with the section, such as "topics".
        self.tried: set[tuple[str, str, str]] = set()
        self.tried_in_sections: set[tuple[str, str, str, str]] = set()
        self.client = Client(raise_request_exception=True)
        self.failures: list[str] = []
        self.requests = 0
        self.member, self.path_values, self.form = _scene()
        if role == "administrator":
            self.client.force_login(self.member)
        self.cookies = self.client.cookies

    @property
    def sees_own_settings(self) -> bool:
        """Whether the reader is signed in, also after all requests."""
        return self._send("GET", "/accounts/profile/") == 200

    def try_url(self, route: str, fields: dict[str, bool]) -> None:
        """Open `route` with each hostile value in each place of it, then in each parameter."""
        usual = {name: str(self.path_values.get(name, "x")) for name in fields}
        for name, is_number in fields.items():
            for value in self.numbers if is_number else self.paths:
                if is_number and value.startswith("-"):
                    continue
                path = _fill(route, {**usual, name: value})
                self._send("GET", path)
                self._send("POST", path)
        path = _fill(route, usual)
        for method in ("GET", "POST"):
            self._try_parameters(method, path)

    def _try_parameters(self, method: str, path: str) -> None:
        """Try the names that `path` reads. A strange value can make the view read more names."""
        RecordingQuery.read.clear()
        if self._send(method, path) == 405:
            return
        while values_by_name := self._values_to_try(method, section=path.split("/")[1]):
            for name, values in values_by_name.items():
                for value in values:
                    self._send(method, path, {name: value})

    def _values_to_try(self, method: str, section: str) -> dict[str, list[str]]:
        """All values for a name that a place of the code reads for the first time.

        The first values if the place has read the name only in other sections of the site.
        """
        places = {(method, *place) for place in RecordingQuery.read if place[0].isidentifier()}
        new_here = {place for place in places if (section, *place) not in self.tried_in_sections}
        values = dict.fromkeys((name for _, name, _ in new_here), self.first_values)
        values |= dict.fromkeys((name for _, name, _ in new_here - self.tried), self.values)
        self.tried |= new_here
        self.tried_in_sections |= {(section, *place) for place in new_here}
        return values

    def _send(self, method: str, path: str, changes: dict[str, str] | None = None) -> int:
        self.requests += 1
        rate_limits.clear_all_counts()
        fields = changes or {}
        if method == "POST":
            fields = {**self.form, **fields}
        encoded = urlencode(fields, errors="surrogateescape")
        with _rolled_back():
            self.client.cookies = copy.deepcopy(self.cookies)
            try:
                if method == "GET":
                    response = self.client.get(f"{path}?{encoded}" if encoded else path)
                else:
                    response = self.client.post(
                        path, encoded, content_type="application/x-www-form-urlencoded"
                    )
            except Exception as error:  # noqa: BLE001 (every exception is a finding)
                self.failures.append(f"{method} {path[:90]} {changes} {error!r:.300}")
                return 500
        if response.status_code == 500:
            self.failures.append(f"{method} {path} {changes} {response.status_code}")
        return response.status_code


@pytest.mark.parametrize(
    "role",
    [
        pytest.param("visitor", marks=pytest.mark.whole_on("postgres")),
        pytest.param(
            "administrator",
            marks=[pytest.mark.whole_on("sqlite"), pytest.mark.drill("strange parameters", 126)],
        ),
    ],
)
def test_no_value_of_a_parameter_raises_an_error(database, settings, request, role) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.RecordingMiddleware"]
    reader = Reader(role, whole=request.config.getoption("--whole", default=False))
    for route, fields in _patterns(get_resolver()):
        reader.try_url(route, fields)
    assert reader.sees_own_settings == (role == "administrator")
    shown = "\n".join(reader.failures[:MOST_SHOWN_FAILURES])
    assert not reader.failures, f"{len(reader.failures)} of {reader.requests} failed:\n{shown}"


def _reading_place() -> str:
    """The line of our code, or of Django's administration, that reads from a query or a form."""
    frame = sys._getframe(2)
    while frame.f_back:
        file = frame.f_code.co_filename
        if file.startswith(READERS) or ADMIN in file:
            return f"{file}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def _scene() -> tuple[Member, dict[str, object], dict[str, str]]:
    """An administrator who facilitates a theme, and values for paths and forms of it."""
    author = make.member("author")
    chair = make.member("chair", is_staff=True, is_superuser=True)
    theme = make.theme("care", facilitators=(chair,))
    topic = make.topic(author, within=theme, title="Care")
    actions.edit(topic.posts.get(), author, source="Better.", language="en", version=1)
    make.post(topic, chair, "Own words of @author.")
    room = make.room(topic)
    make.message(room, chair)
    notification = Notification.objects.create(
        member=chair, kind=Kind.MENTION, topic=topic, number=1, by=author
    )
    path_values = {
        "topic_id": topic.pk,
        "number": 1,
        "version": 1,
        "room_id": room.pk,
        "notification_id": notification.pk,
        "session_id": 1,
        "handle": author.handle,
        "slug": theme.slug,
        "stream": topic.stream_name,
        "object_id": author.pk,
        "content_type_id": 1,
    }
    form = {
        "nonce": str(uuid.uuid4()),
        "source": "Text.",
        "title": "T",
        "language": "en",
        "why": "Because.",
        "version": "2",
        "pinned": "1",
        "closed": "1",
        "theme": str(theme.pk),
        "level": "watching",
        "line": topic.stream_name,
        "place": topic.stream_name,
        "number": "1",
        "q": "care",
        "sequence": "1",
        "login": author.email,
        "password": "solidarity-economy",
    }
    return chair, path_values, form


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, dict[str, bool]]]:
    for child in resolver.url_patterns:
        route = prefix + str(child.pattern)
        if isinstance(child, URLResolver):
            yield from _patterns(child, route)
        else:
            fields = dict.fromkeys(re.findall(r"\(\?P<(\w+)>", route), False)
            fields |= {
                name: kind == "int" for kind, name in re.findall(r"(?<!P)<(\w+):(\w+)>", route)
            }
            route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", route)
            route = re.sub(r"<\w+:(\w+)>", r"{\1}", route)
            yield "/" + route.replace("^", "").replace("$", ""), fields


def _fill(route: str, values: dict[str, str]) -> str:
    encoded = {
        name: quote(value, safe=":", errors="surrogateescape") for name, value in values.items()
    }
    return route.format(**encoded)


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Undo the request. Actions may open their durable transaction inside, as in a TestCase."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        yield
        connection.needs_rollback = True
