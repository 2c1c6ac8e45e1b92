"""Offline copies can be read without a connection, and the site can be installed."""

import pytest
from playwright.sync_api import expect

from tests.browser.offline_steps import (
    offline_copies,
    open_with_service_worker,
    sign_out,
)
from tests.browser.steps import id_in, new_topic, next_member, run_on_site, wait_on


def test_sign_out_without_a_connection_deletes_the_offline_copies_and_says_so(
    browser_as, site, proxy, page_errors
):
    topic, _room = new_topic(site, "Leaving offline")
    ana = browser_as(next_member(), base_url=proxy.url)
    open_with_service_worker(ana, topic)
    proxy.cut()
    ana.goto("/offline/")
    expect(ana.get_by_role("link", name="Leaving offline")).to_be_visible()
    expect(ana.get_by_text("has not saved the page")).to_be_hidden()
    sign_out(ana)
    expect(ana.get_by_text("the site does not know yet that you are signing out")).to_be_visible()
    expect(ana.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert topic not in offline_copies(ana)
    page_errors.clear()  # the service worker's page has the status 503
    proxy.restore()
    ana.goto("/")
    sign_out(ana)
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_page_without_a_connection_lists_what_can_be_read(new_page, site, proxy, page_errors):
    topic, _room = new_topic(site, "Primero")
    other, _room = new_topic(site, "Segundo")
    ana = new_page(base_url=proxy.url, locale="es-ES")
    open_with_service_worker(ana, topic)
    ana.goto(other)
    wait_on(ana, lambda: offline_copies(ana)[:1] == [other])
    proxy.cut()
    ana.goto("/following/")
    expect(ana.get_by_role("heading", name="Guardado en este navegador")).to_be_visible()
    expect(
        ana.get_by_text("No hay conexión y este navegador no ha guardado la página")
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
        ana.get_by_text("No hay conexión y este navegador no ha guardado la página")
    ).to_be_visible()
    proxy.restore()
    ana.goto(topic)
    expect(ana.get_by_text("Copia guardada del")).to_be_hidden()
    page_errors.clear()  # the page without a connection has the status 503


@pytest.mark.drill("slow connection", 21)
def test_a_connection_that_is_too_slow_shows_the_offline_copy_and_says_so(new_page, site, proxy):
    topic, _room = new_topic(site, "Slow")
    ana = new_page(base_url=proxy.url)
    open_with_service_worker(ana, topic)
    proxy.stall()
    ana.goto(topic, timeout=40_000)
    expect(ana.get_by_text("Saved copy from")).to_be_visible()


@pytest.mark.drill("oldest copies", 16)
def test_the_oldest_offline_copy_and_copies_of_hidden_topics_are_deleted(new_page, site):
    start_topics = """
from forum.themes.models import Theme
author = Member.objects.get(handle="demo.priya")
for n in range(51):
    text = {"language": "en", "source": "Text.", "nonce": uuid.uuid4()}
    topic = actions.start_topic(Theme.objects.first(), author, title=f"Topic {n}", **text)
    print(topic.get_absolute_url())
"""
    topics = run_on_site(site, start_topics).split()
    page = new_page()
    open_with_service_worker(page, topics[0])
    for topic in topics[1:]:
        page.goto(topic)
    wait_on(
        page, lambda: offline_copies(page) == topics[:0:-1]
    )  # 50, the newest first, without the very first
    run_on_site(
        site,
        f"""
topic = Topic.objects.get(pk={id_in(topics[-1])})
facilitation.hide_topic(topic, Member.objects.get(handle="demo.admin"), why="Advertising")
""",
    )
    page.goto(topics[-1])
    wait_on(page, lambda: topics[-1] not in offline_copies(page))
    page.evaluate("""async () => {
        const cache = await caches.open("pages")
        const index = await (await cache.match("/kept.json")).json()
        index.pages[20].bytes = 19_490_000 // older copies are then beyond 20 MB
        await cache.put("/kept.json", new Response(JSON.stringify(index)))
    }""")
    page.goto(topics[10])
    wait_on(page, lambda: len(offline_copies(page)) == 21)
    assert offline_copies(page)[0] == topics[10]
    names = page.evaluate("async () => (await (await caches.open('pages')).keys()).length")
    assert names == 21 + 2, "the index, the page without a connection, and what the index names"


def test_the_site_can_be_installed(visitor):
    visitor.goto("/")
    session = visitor.context.new_cdp_session(visitor)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}, "every test is"
