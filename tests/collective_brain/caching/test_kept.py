"""{% kept %}: a part is made once for what it depends on; tokens in it are each reader's own."""

import pytest
from django.core.cache import caches
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

PART = Template(
    "{% load kept %}{% kept 'part' key %}<p>{{ shown.made }}</p>{% csrf_token %}"
    '<input type="hidden" name="nonce" value="{{ shown.nonce }}">{% endkept %}'
)


class Shown:
    """Counts how often it is shown."""

    def __init__(self) -> None:
        self.times = 0

    @property
    def made(self) -> int:
        self.times += 1
        return self.times

    nonce = "the-first-one"


@pytest.fixture(autouse=True)
def _empty():
    caches["parts"].clear()


def part(shown: Shown, key: str = "", **cookies: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return PART.render(RequestContext(request, {"request": request, "shown": shown, "key": key}))


def test_it_is_made_once_for_each_key_language_and_device():
    shown = Shown()
    for _again in range(2):
        part(shown)
        part(shown, key="other")
        part(shown, text_size="large")
        with translation.override("fr"):
            part(shown)
    assert shown.times == 4


def test_what_is_one_readers_own_is_not_kept():
    shown = Shown()
    first, second, third = (part(shown) for _reader in range(3))
    assert first != second != third and "the-first-one" not in second + third


def test_without_a_request_it_is_made_each_time():
    shown = Shown()
    for _again in range(2):
        PART.render(Context({"shown": shown}))
    assert shown.times == 2
