"""A real Chromium at the served site. A page that complains in its console fails its test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError, expect

from bench.served.wire import Wire
from tests.browser import kinds

QUIET = (  # no calls home, no throttling of pages in the background
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
)
# Without a script of ours being wrong: an answer such as 404, 422, 429 of a page or form; a cut connection.
EXPECTED = (
    r"Failed to load resource: (net::ERR_|the server responded with a status of 4\d\d)",
    r"WebSocket",
    # The worker's script, asked for over a cut wire, or by who was just suspended.
    r"(An unknown error occurred|A bad HTTP response code \(4\d\d\) was received) when fetching the script",
)
expect.set_options(timeout=15_000)  # ms; the machine may have other things to do
STATIC = re.compile(r"/static/")


@pytest.fixture(scope="session", autouse=True)
def _synchronous_playwright() -> None:
    """Its event loop stays in this thread, where Django would refuse to touch the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    where = {"executable_path": chromium} if chromium else {}
    return {**browser_type_launch_args, **where, "args": [*root, *QUIET]}


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages of this test complained about: script errors, CSP violations, missing files.

    A test that means to cause some takes them out (`complaints.clear()`) before it ends.
    """
    found: list[str] = []
    yield found
    assert not found, "a page complained:\n" + "\n".join(found)


@pytest.fixture
def new_page(new_context, site, complaints) -> Callable[..., Page]:
    """new_page(**context options) -> Page of a fresh browser profile; addresses are relative to the site."""

    def build(**options) -> Page:
        context = new_context(**{"base_url": site.url, "locale": "en-GB", **options})
        _listen(context, complaints)
        return context.new_page()

    return build


@pytest.fixture
def visitor(new_page) -> Page:
    """Somebody without an account."""
    return new_page()


@pytest.fixture
def browser_as(new_page, site) -> Callable[..., Page]:
    """browser_as("demo.amina@…" or a role such as "facilitator", **context options) -> Page, signed in."""

    def build(who: str, **options) -> Page:
        from forum.demo import SIGN_INS  # this file is read before Django is set up

        page = new_page(**options)
        session = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": site.session_of(SIGN_INS.get(who, who)),
        }
        page.context.add_cookies(
            [session | {"url": options.get("base_url", site.url), "httpOnly": True}]
        )
        return page

    return build


@pytest.fixture(scope="session")
def addresses(_served_site) -> dict[str, str]:
    """The addresses that kinds.PAGES leaves open."""
    return kinds.addresses(_served_site)


@pytest.fixture
def looking(site, new_page, browser_as) -> Callable[..., Page]:
    """looking(who, language="en", scheme="light") -> a page, signed in unless it is the visitor's."""

    def build(who: str, language: str = "en", scheme: str = "light") -> Page:
        options = {"color_scheme": scheme, "reduced_motion": "reduce"}
        page = new_page(**options) if who == "visitor" else browser_as(who, **options)
        page.context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}]
        )
        return page

    return build


@pytest.fixture
def wire(site, complaints):
    """A wire to the site, to be cut; the browser says so of each socket that broke, with our script as the place."""
    made = Wire(site.port)
    yield made
    made.close()
    complaints[:] = [
        complaint for complaint in complaints if "WebSocket connection" not in complaint
    ]


def sign_in(page: Page, who: str) -> None:
    """Through the form that a member uses."""
    from forum.demo import PASSWORD, SIGN_INS

    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(SIGN_INS.get(who, who))
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "/accounts/login/" not in url):
        page.locator("[name=password]").press("Enter")


def _listen(context: BrowserContext, complaints: list[str]) -> None:
    context.on("weberror", lambda error: _note(error, complaints))
    context.on("console", lambda message: _weigh(message, complaints))


def _note(error: WebError, complaints: list[str]) -> None:
    complaints.append(f"{error.page.url if error.page else 'a page'}: {error.error}")


def _weigh(message: ConsoleMessage, complaints: list[str]) -> None:
    where = message.location.get("url", "")
    if message.type != "error":
        return
    if not STATIC.search(where) and any(re.match(known, message.text) for known in EXPECTED):
        return
    complaints.append(f"{message.page.url if message.page else where}: {message.text}")
