"""Without a connection: texts wait and are sent once, in order, and offline copies can be read."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from forum.demo import PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.steps import id_in, item_with, new_topic, next_member, run_on_site, send, wait_on


def test_three_messages_and_a_post_survive_a_closed_tab(browser_as, site, proxy, visitor):
    """The tab is also reopened without a connection."""
    topic, room = new_topic(site, "Off the grid")
    ana = browser_as(next_member(), base_url=_url_of(proxy))
    _open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("live-room")).to_be_visible()
    ana.goto(topic)
    visitor.goto(room)
    proxy.cut()
    ana.goto(room)
    expect(ana.get_by_text("Saved copy of")).to_be_visible()
    for n in (1, 2, 3):
        send(ana, f"Message {n}")
        expect(ana.locator("outbox-list li")).to_have_count(n)
    ana.goto(topic)
    send(ana, "A post from the field")
    expect(ana.get_by_text("Waiting: it is sent when")).to_be_visible()
    expect(ana.locator("[data-connection-status]")).to_contain_text("Offline since")
    ana.close()
    again = ana.context.new_page()
    again.goto(room)
    expect(again.locator("outbox-list li")).to_have_count(3)
    expect(visitor.get_by_text("Message 1")).to_have_count(0)
    proxy.restore()
    expect(again.locator("li[data-number]")).to_have_count(3, timeout=70_000)
    expect(again.locator("outbox-list li")).to_have_count(0)
    for page in (again, visitor):
        expect(page.locator("li[data-number] .prose")).to_have_text(
            ["Message 1", "Message 2", "Message 3"]
        )
    visitor.goto(topic)
    expect(item_with(visitor, "A post from the field")).to_have_count(1)
    again.goto(topic)
    expect(item_with(again, "A post from the field")).to_have_count(1)
    expect(again.locator("outbox-list li")).to_have_count(0)
    expect(again.get_by_text("Saved copy of")).to_be_hidden()


@pytest.mark.parametrize("locks", ["web locks", "a lease"])
def test_two_tabs_send_each_text_once(locks, browser_as, site, proxy, visitor):
    _topic, room = new_topic(site, "Two tabs")
    one = browser_as(next_member(), base_url=_url_of(proxy))
    if locks == "a lease":
        one.context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
        )
    two = one.context.new_page()
    for tab in (one, two):
        tab.goto(room)
        expect(tab.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(one, "From the first")
    expect(two.locator("outbox-list li")).to_have_count(1)
    send(two, "From the second")
    expect(one.locator("outbox-list li")).to_have_count(2)
    proxy.restore()
    for tab in (one, two):
        _send_online_event(tab)
    for tab in (one, two):
        expect(tab.locator("li[data-number] .prose")).to_have_text(
            ["From the first", "From the second"], timeout=30_000
        )
        expect(tab.locator("outbox-list li")).to_have_count(0)
    visitor.goto(room)
    expect(visitor.locator("li[data-number]")).to_have_count(2)


def test_a_waiting_text_that_the_site_refuses_returns_to_the_text_field(browser_as, site, proxy):
    topic, _room = new_topic(site, "Refused later")
    ana = browser_as(next_member(), base_url=_url_of(proxy))
    ana.goto(topic)
    ana.locator("textarea").focus()
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "[nothing]: https://example.org/")
    expect(ana.get_by_text("Waiting: it is sent when")).to_be_visible()
    expect(ana.locator("textarea")).to_have_value("")
    proxy.restore()
    _send_online_event(ana)
    expect(ana.locator("textarea")).to_have_value("[nothing]: https://example.org/", timeout=30_000)
    expect(ana.get_by_role("alert")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_have_count(0)
    send(ana, "Something")
    expect(item_with(ana, "Something")).to_have_count(1)


def test_texts_over_the_rate_limit_wait_as_long_as_the_site_says(browser_as, site, proxy):
    _topic, room = new_topic(site, "Twelve at once")
    ana = browser_as(next_member(), base_url=_url_of(proxy))
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    texts = [f"Number {n}." for n in range(1, 13)]
    for n, text in enumerate(texts, start=1):
        send(ana, text)
        expect(ana.locator("outbox-list li")).to_have_count(n)
    proxy.restore()
    _send_online_event(ana)
    expect(ana.locator("li[data-number] .prose")).to_have_text(texts, timeout=60_000)


def test_a_signed_out_member_is_asked_to_sign_in_and_nobody_else_sends_the_text(
    browser_as, site, proxy
):
    topic, room = new_topic(site, "Signed out")
    email, other = next_member(), next_member()
    ana = browser_as(email, base_url=_url_of(proxy))
    _open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "I said this offline")
    expect(ana.locator("outbox-list li")).to_have_count(1)
    ana.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    proxy.restore()
    _send_online_event(ana)
    expect(ana.locator("[data-connection-status]")).to_contain_text(
        "A text of yours is not sent yet", timeout=30_000
    )
    expect(ana.locator("outbox-list li")).to_have_count(1)

    sign_in(ana, other)
    ana.goto(room)
    expect(ana.locator("live-room")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_have_count(0)
    assert not [path for path in _offline_copies(ana) if path == topic], (
        "the offline copies of the previous member are still there"
    )
    _sign_out(ana)

    ana.goto(room)
    ana.get_by_role("link", name="Sign in to send").click()
    ana.locator("[name=login]").fill(email)
    ana.locator("[name=password]").fill(PASSWORD)
    ana.locator("[name=password]").press("Enter")
    expect(item_with(ana, "I said this offline")).to_have_count(1, timeout=20_000)


def test_sign_out_asks_about_waiting_texts_and_deletes_the_offline_copies(browser_as, site, proxy):
    topic, room = new_topic(site, "Leaving")
    ana = browser_as(next_member(), base_url=_url_of(proxy))
    _open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "long " * 1000)
    expect(ana.locator("outbox-list li")).to_have_count(1)
    ana.locator("textarea").fill("Something new")  # the waiting text then stays in the list
    proxy.restore()
    _send_online_event(ana)
    expect(ana.locator("outbox-list [data-reason]")).to_be_visible(timeout=30_000)
    wait_on(ana, lambda: room in _offline_copies(ana))
    _sign_out(ana)
    ana.wait_for_url("**/accounts/logout/")
    expect(ana.get_by_text("These texts of yours are not sent yet")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_contain_text("long long")
    ana.locator("main").get_by_role("button", name="Sign out").click()
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    wait_on(ana, lambda: not {topic, room} & set(_offline_copies(ana)))
    assert (
        ana.evaluate("Object.keys(localStorage).filter(key => /^(waiting|text):/.test(key))") == []
    )


def test_sign_out_without_a_connection_deletes_the_offline_copies_and_says_so(
    browser_as, site, proxy, page_errors
):
    topic, _room = new_topic(site, "Leaving offline")
    ana = browser_as(next_member(), base_url=_url_of(proxy))
    _open_with_service_worker(ana, topic)
    proxy.cut()
    ana.goto("/offline/")
    expect(ana.get_by_role("link", name="Leaving offline")).to_be_visible()
    expect(ana.get_by_text("has not kept the page")).to_be_hidden()
    _sign_out(ana)
    expect(ana.get_by_text("the site does not know yet that you sign out")).to_be_visible()
    expect(ana.get_by_text("Nothing is kept yet.")).to_be_visible()
    assert topic not in _offline_copies(ana)
    page_errors.clear()  # the service worker's page has the status 503
    proxy.restore()
    ana.goto("/")
    _sign_out(ana)
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_page_without_a_connection_lists_what_can_be_read(new_page, site, proxy, page_errors):
    topic, _room = new_topic(site, "Primero")
    other, _room = new_topic(site, "Segundo")
    ana = new_page(base_url=_url_of(proxy), locale="es-ES")
    _open_with_service_worker(ana, topic)
    ana.goto(other)
    wait_on(ana, lambda: _offline_copies(ana)[:1] == [other])
    proxy.cut()
    ana.goto("/following/")
    expect(ana.get_by_role("heading", name="Lo que conserva este navegador")).to_be_visible()
    expect(
        ana.get_by_text("No hay conexión y este navegador no conserva la página")
    ).to_be_visible()
    expect(ana.get_by_text("0 textos suyos")).to_have_count(0)  # a visitor has no waiting texts
    expect(ana.locator("offline-copies a")).to_have_text(["Segundo", "Primero"])
    ana.get_by_role("link", name="Primero").click()
    expect(ana.get_by_text("Copia guardada del")).to_be_visible()
    expect(ana.get_by_text("The first post.")).to_be_visible()
    expect(ana.locator("[data-connection-status]")).to_contain_text(
        "Lo que escriba queda en esta página."
    )
    ana.goto(f"{topic}1")  # a post's own address leads to its topic
    expect(ana.get_by_text("Copia guardada del")).to_be_visible()
    ana.go_back()
    ana.go_back()
    expect(
        ana.get_by_text("No hay conexión y este navegador no conserva la página")
    ).to_be_visible()
    proxy.restore()
    ana.goto(topic)
    expect(ana.get_by_text("Copia guardada del")).to_be_hidden()
    page_errors.clear()  # the page without a connection has the status 503


def test_a_connection_that_is_too_slow_shows_the_offline_copy_and_says_so(new_page, site, proxy):
    topic, _room = new_topic(site, "Slow")
    ana = new_page(base_url=_url_of(proxy))
    _open_with_service_worker(ana, topic)
    proxy.hold()
    ana.goto(topic, timeout=40_000)
    expect(ana.get_by_text("Saved copy of")).to_be_visible()


def test_the_oldest_offline_copy_and_copies_of_hidden_topics_are_deleted(new_page, site):
    start_topics = """
from forum.themes.models import Theme
author = Member.objects.get(handle="demo.priya")
for n in range(51):
    text = {"language": "en", "source": "Text.", "nonce": uuid.uuid4()}
    topic = actions.start(Theme.objects.first(), author, title=f"Topic {n}", **text)
    print(topic.get_absolute_url())
"""
    topics = run_on_site(site, start_topics).split()
    page = new_page()
    _open_with_service_worker(page, topics[0])
    for topic in topics[1:]:
        page.goto(topic)
    wait_on(
        page, lambda: _offline_copies(page) == topics[:0:-1]
    )  # 50, the newest first, without the very first
    run_on_site(
        site,
        f"""
topic = Topic.objects.get(pk={id_in(topics[-1])})
facilitation.hide_topic(topic, Member.objects.get(handle="demo.admin"), why="Advertising")
""",
    )
    page.goto(topics[-1])
    wait_on(page, lambda: topics[-1] not in _offline_copies(page))
    page.evaluate("""async () => {
        const cache = await caches.open("pages")
        const index = await (await cache.match("/kept.json")).json()
        index.pages[20].bytes = 19_490_000 // older copies are then beyond 20 MB
        await cache.put("/kept.json", new Response(JSON.stringify(index)))
    }""")
    page.goto(topics[10])
    wait_on(page, lambda: len(_offline_copies(page)) == 21)
    assert _offline_copies(page)[0] == topics[10]
    names = page.evaluate("async () => (await (await caches.open('pages')).keys()).length")
    assert names == 21 + 2, "the index, the page without a connection, and what the index names"


def test_the_site_can_be_installed(visitor):
    visitor.goto("/")
    session = visitor.context.new_cdp_session(visitor)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}, "every test is"


def _send_online_event(page: Page) -> None:
    """Report a network to the page. Without this event the page asks in growing intervals."""
    page.evaluate("dispatchEvent(new Event('online'))")


def _sign_out(page: Page) -> None:
    page.locator(".site-header details.menu summary").last.click()
    page.locator(".site-header").get_by_role("button", name="Sign out").click()


def _url_of(proxy) -> str:
    return f"http://127.0.0.1:{proxy.port}"


def _open_with_service_worker(page: Page, path: str) -> None:
    """Open `path` and wait until the service worker has stored a copy."""
    page.goto(path)
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    wait_on(page, lambda: path in _offline_copies(page))


def _offline_copies(page: Page) -> list[str]:
    """The paths of the offline copies, the newest first."""
    return page.evaluate("""async () => {
        const index = await (await caches.open("pages")).match("/kept.json")
        return index ? (await index.json()).pages.map(page => page.address) : []
    }""")
