"""Without a connection: what one writes waits and is sent once, in order; what one has read can be read."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.places import anyone, item, new_topic, write


def test_three_messages_and_a_post_survive_the_closed_tab(browser_as, site, wire, visitor):
    """The issue's own example, for real: the tab is reopened without a connection, too."""
    topic, room = new_topic(site, "Off the grid")
    ana = browser_as(anyone(), base_url=_through(wire))
    _with_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("live-room")).to_be_visible()
    ana.goto(topic)
    visitor.goto(room)
    wire.cut()
    ana.goto(room)
    expect(ana.get_by_text("Saved copy of")).to_be_visible()
    for n in (1, 2, 3):
        write(ana, f"Message {n}")
        expect(ana.locator("waiting-list li")).to_have_count(n)
    ana.goto(topic)
    write(ana, "A post from the field")
    expect(ana.locator("waiting-list li")).to_contain_text("Waiting")
    expect(ana.locator("[data-link-status]")).to_contain_text("Offline since")
    ana.close()
    again = ana.context.new_page()
    again.goto(room)
    expect(again.locator("waiting-list li")).to_have_count(3)
    expect(visitor.get_by_text("Message 1")).to_have_count(0)
    wire.mend()
    expect(again.locator("li[data-number]")).to_have_count(3, timeout=70_000)
    expect(again.locator("waiting-list li")).to_have_count(0)
    for page in (again, visitor):
        expect(page.locator("li[data-number] .prose")).to_have_text(["Message 1", "Message 2", "Message 3"])
    visitor.goto(topic)
    expect(item(visitor, "A post from the field")).to_have_count(1)
    again.goto(topic)
    expect(item(again, "A post from the field")).to_have_count(1)
    expect(again.locator("waiting-list li")).to_have_count(0)
    expect(again.get_by_text("Saved copy of")).to_be_hidden()


def _through(wire) -> str:
    return f"http://127.0.0.1:{wire.port}"


def _with_worker(page: Page, address: str) -> None:
    """Open `address` and wait until the worker has kept it."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    _until(page, lambda: address in _kept(page))


def _kept(page: Page) -> list[str]:
    """The addresses of the pages that the worker keeps, the newest first."""
    return page.evaluate("""async () => {
        const found = await (await caches.open("pages")).match("/kept.json")
        return found ? (await found.json()).pages.map(page => page.address) : []
    }""")


def _until(page: Page, true: Callable[[], bool], within: int = 10_000) -> None:
    for _ in range(within // 100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")
