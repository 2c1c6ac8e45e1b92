"""A page over a slow link: 50 kbit/s in each direction, and 600 ms until an answer begins."""

from typing import NamedTuple

from playwright.sync_api import Page

LINK = {"offline": False, "latency": 600, "downloadThroughput": 6250, "uploadThroughput": 6250}
TIMEOUT = 60_000  # ms
LAST_PAINT_OF_TEXT = """() => new Promise(resolve => {
    const observer = new PerformanceObserver(list => resolve(list.getEntries().pop().startTime))
    observer.observe({ type: "largest-contentful-paint", buffered: true })
})"""
SERVER_TIME = "() => performance.getEntriesByType('navigation')[0].responseStart"
FIRST_PAINT_OF_TEXT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


class Paints(NamedTuple):
    """Seconds until the first text and the largest text are visible, without the server's time.

    The browser measures the server's time before it adds the latency of the link.
    """

    first: float
    largest: float


def paints_over_slow_link(page: Page, path: str) -> Paints:
    """Open a page in a browser that has nothing in its cache, and return when its text appears."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINK)
    page.goto(path, wait_until="load", timeout=TIMEOUT)
    largest = page.evaluate(LAST_PAINT_OF_TEXT)  # waits for the first one
    first = page.evaluate(FIRST_PAINT_OF_TEXT)
    server = page.evaluate(SERVER_TIME)
    session.detach()
    return Paints((first - server) / 1000, (largest - server) / 1000)
