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
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    wait_on(page, lambda: path in offline_copies(page))


def offline_copies(page: Page) -> list[str]:
    """The paths of the offline copies, the newest first."""
    return page.evaluate("""async () => {
        const index = await (await caches.open("pages")).match("/kept.json")
        return index ? (await index.json()).pages.map(page => page.address) : []
    }""")
