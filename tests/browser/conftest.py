"""Fixtures for a real Chromium at the served site. An error in a page's console fails the test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError, expect

from bench.served.cuttable_proxy import CuttableProxy
from tests.browser import page_list

# The first one has no windows, and needs a quarter less CPU time for the tests.
INSTALLED_NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM_OPTIONS = (  # Chromium sends no requests of its own.
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
# Console errors that appear although no script of the site is wrong.
EXPECTED_ERRORS = (
    # A page or a form is answered with 404, 422 or 429, or the connection is cut.
    r"Failed to load resource: (net::ERR_|the server responded with a status of 4\d\d)",
    r"WebSocket",
    # The browser asks for the service worker over a cut connection or for a suspended member.
    r"(An unknown error occurred|A bad HTTP response code \(4\d\d\) was received) "
    r"when fetching the script",
)
STATIC_FILE = re.compile(r"/static/")
expect.set_options(timeout=15_000)  # ms; the machine may be busy


@pytest.fixture(scope="session", autouse=True)
def _allow_queries_beside_playwright() -> None:
    """Playwright's event loop stays in this thread, and Django refuses queries beside one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = (shutil.which(name) for name in INSTALLED_NAMES)
    chromium = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    executable = {"executable_path": chromium} if chromium else {}
    return {**browser_type_launch_args, **executable, "args": [*root, *CHROMIUM_OPTIONS]}


@pytest.fixture
def page_errors() -> Iterator[list[str]]:
    """The errors of the pages of this test: script errors, CSP violations, missing files.

    A test that causes errors on purpose calls `page_errors.clear()` before it ends.
    """
    errors: list[str] = []
    yield errors
    assert not errors, "a page has errors:\n" + "\n".join(errors)


@pytest.fixture
def new_page(new_context, site, page_errors) -> Callable[..., Page]:
    """new_page(**context options) -> a Page of a new browser profile, with URLs of the site."""

    def build(**options) -> Page:
        context = new_context(**{"base_url": site.url, "locale": "en-GB", **options})
        _collect_errors(context, page_errors)
        return context.new_page()

    return build


@pytest.fixture
def visitor(new_page) -> Page:
    """The page of somebody without an account."""
    return new_page()


@pytest.fixture
def browser_as(new_page, site) -> Callable[..., Page]:
    """browser_as(member, **context options) -> a Page, signed in.

    member: an e-mail address, or a role of the demonstration community such as "facilitator".
    """

    def build(member: str, **options) -> Page:
        from forum.demo import SIGN_INS  # pytest reads this file before Django is set up

        page = new_page(**options)
        session = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": site.session_of(SIGN_INS.get(member, member)),
        }
        page.context.add_cookies(
            [session | {"url": options.get("base_url", site.url), "httpOnly": True}]
        )
        return page

    return build


@pytest.fixture(scope="session")
def page_paths(served_site) -> dict[str, str]:
    """The values for the placeholders in page_list.PAGES."""
    return page_list.page_paths(served_site)


@pytest.fixture
def reader_page(site, new_page, browser_as) -> Callable[..., Page]:
    """reader_page(reader, language="en", scheme="light") -> a Page for one of page_list.READERS."""

    def build(reader: str, language: str = "en", scheme: str = "light") -> Page:
        options = {"color_scheme": scheme, "reduced_motion": "reduce"}
        page = new_page(**options) if reader == "visitor" else browser_as(reader, **options)
        page.context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}]
        )
        return page

    return build


@pytest.fixture
def proxy(site, page_errors):
    """A proxy in front of the site. A test cuts and restores the connections through it.

    The browser reports each connection that was cut as an error: of the script that opened the
    socket, or of the page that was just loading.
    """
    proxy = CuttableProxy(site.port)
    yield proxy
    proxy.close()
    expected = ("WebSocket connection", f"{proxy.url}/.*net::ERR_")
    page_errors[:] = [
        error for error in page_errors if not any(re.search(why, error) for why in expected)
    ]


def sign_in(page: Page, member: str) -> None:
    """Sign in through the form."""
    from forum.demo import PASSWORD, SIGN_INS

    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(SIGN_INS.get(member, member))
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "/accounts/login/" not in url):
        page.locator("[name=password]").press("Enter")


def _collect_errors(context: BrowserContext, page_errors: list[str]) -> None:
    context.on("weberror", lambda error: _add_script_error(error, page_errors))
    context.on("console", lambda message: _add_console_error(message, page_errors))


def _add_script_error(error: WebError, page_errors: list[str]) -> None:
    page_errors.append(f"{error.page.url if error.page else 'a page'}: {error.error}")


def _add_console_error(message: ConsoleMessage, page_errors: list[str]) -> None:
    source = message.location.get("url", "")
    if message.type != "error":
        return
    is_expected = any(re.match(expected, message.text) for expected in EXPECTED_ERRORS)
    if is_expected and not STATIC_FILE.search(source):
        return
    page_errors.append(f"{message.page.url if message.page else source}: {message.text}")
