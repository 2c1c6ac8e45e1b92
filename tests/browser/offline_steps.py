"""Steps of the tests without a connection: the online event, sign-out, offline copies."""

from playwright.sync_api import Page

from tests.browser.steps import wait_on


def send_online_event(page: Page) -> None:
    """Report a network to the page. Without this event the page asks in growing intervals."""
    page.evaluate("dispatchEvent(new Event('online'))")


def sign_out(page: Page) -> None:
    page.locator(".site-header details.menu summary").last.click()
    page.locator(".site-header").get_by_role("button", name="Sign out").click()


def open_with_service_worker(page: Page, path: str) -> None:
    """Open `path` and wait until the service worker has stored a copy."""
    page.goto(path)
    start_service_worker(page)
    wait_on(page, lambda: path in offline_copies(page))


def start_service_worker(page: Page) -> None:
    """Start it now, not 10 s after the first visit; wait until it has looked at the page."""
    page.evaluate("navigator.serviceWorker.register('/sw.js')")
    state = "navigator.serviceWorker.ready.then(({ active }) => active.state)"
    wait_on(page, lambda: page.evaluate(state) == "activated")


def offline_copies(page: Page) -> list[str]:
    """The paths of the offline copies, the newest first."""
    return page.evaluate("""async () => {
        const index = await (await caches.open("pages")).match("/kept.json")
        return index ? (await index.json()).pages.map(page => page.address) : []
    }""")
