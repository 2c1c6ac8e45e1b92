"""Texts written without a connection wait in the outbox and are sent once, in order."""

import resource
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import expect

from forum.demo import PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.offline_steps import (
    offline_copies,
    open_with_service_worker,
    send_online_event,
    sign_out,
)
from tests.browser.steps import item_with, load_composer, new_topic, next_member, send, wait_on


def test_three_messages_and_a_post_survive_a_closed_tab(browser_as, site, proxy, visitor):
    """The tab is also reopened without a connection."""
    topic, room = new_topic(site, "Off the grid")
    ana = browser_as(next_member(), base_url=proxy.url)
    open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("live-room")).to_be_visible()
    ana.goto(topic)
    visitor.goto(room)
    proxy.cut()
    ana.goto(room)
    expect(ana.get_by_text("Saved copy from")).to_be_visible()
    for n in (1, 2, 3):
        send(ana, f"Message {n}")
        expect(ana.locator("outbox-list li")).to_have_count(n)
    ana.goto(topic)
    send(ana, "A post from the field")
    expect(ana.get_by_text("Waiting: it will be sent when")).to_be_visible()
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
    expect(again.get_by_text("Saved copy from")).to_be_hidden()


@pytest.mark.parametrize("locks", ["web locks", "a lease"])
def test_two_tabs_send_each_text_once(locks, browser_as, site, proxy, visitor):
    _topic, room = new_topic(site, "Two tabs")
    one = browser_as(next_member(), base_url=proxy.url)
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
        send_online_event(tab)
    for tab in (one, two):
        expect(tab.locator("li[data-number] .prose")).to_have_text(
            ["From the first", "From the second"], timeout=30_000
        )
        expect(tab.locator("outbox-list li")).to_have_count(0)
    visitor.goto(room)
    expect(visitor.locator("li[data-number]")).to_have_count(2)


def test_a_waiting_text_that_the_site_refuses_returns_to_the_text_field(browser_as, site, proxy):
    topic, _room = new_topic(site, "Refused later")
    ana = browser_as(next_member(), base_url=proxy.url)
    ana.goto(topic)
    ana.locator("textarea").focus()
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "[nothing]: https://example.org/")
    expect(ana.get_by_text("Waiting: it will be sent when")).to_be_visible()
    expect(ana.locator("textarea")).to_have_value("")
    proxy.restore()
    send_online_event(ana)
    expect(ana.locator("textarea")).to_have_value("[nothing]: https://example.org/", timeout=30_000)
    expect(ana.get_by_role("alert")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_have_count(0)
    send(ana, "Something")
    expect(item_with(ana, "Something")).to_have_count(1)


def test_texts_over_the_rate_limit_wait_as_long_as_the_site_says(browser_as, site, proxy):
    _topic, room = new_topic(site, "Twelve at once")
    ana = browser_as(next_member(), base_url=proxy.url)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    texts = [f"Number {n}." for n in range(1, 13)]
    for n, text in enumerate(texts, start=1):
        send(ana, text)
        expect(ana.locator("outbox-list li")).to_have_count(n)
    proxy.restore()
    send_online_event(ana)
    expect(ana.locator("li[data-number] .prose")).to_have_text(texts, timeout=60_000)


def test_a_signed_out_member_is_asked_to_sign_in_and_nobody_else_sends_the_text(
    browser_as, site, proxy
):
    topic, room = new_topic(site, "Signed out")
    email, other = next_member(), next_member()
    ana = browser_as(email, base_url=proxy.url)
    open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "I said this offline")
    expect(ana.locator("outbox-list li")).to_have_count(1)
    ana.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    proxy.restore()
    send_online_event(ana)
    expect(ana.locator("[data-connection-status]")).to_contain_text(
        "One of your texts has not been sent yet", timeout=30_000
    )
    expect(ana.locator("outbox-list li")).to_have_count(1)

    sign_in(ana, other)
    ana.goto(room)
    expect(ana.locator("live-room")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_have_count(0)
    assert not [path for path in offline_copies(ana) if path == topic], (
        "the offline copies of the previous member are still there"
    )
    sign_out(ana)

    ana.goto(room)
    ana.get_by_role("link", name="Sign in to send").click()
    ana.locator("[name=login]").fill(email)
    ana.locator("[name=password]").fill(PASSWORD)
    ana.locator("[name=password]").press("Enter")
    expect(item_with(ana, "I said this offline")).to_have_count(1, timeout=20_000)


def test_sign_out_asks_about_waiting_texts_and_deletes_the_offline_copies(browser_as, site, proxy):
    topic, room = new_topic(site, "Leaving")
    ana = browser_as(next_member(), base_url=proxy.url)
    open_with_service_worker(ana, topic)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "long " * 1000)
    expect(ana.locator("outbox-list li")).to_have_count(1)
    ana.locator("textarea").fill("Something new")  # the waiting text then stays in the list
    proxy.restore()
    send_online_event(ana)
    expect(ana.locator("outbox-list [data-reason]")).to_be_visible(timeout=30_000)
    wait_on(ana, lambda: room in offline_copies(ana))
    sign_out(ana)
    ana.wait_for_url("**/accounts/logout/")
    expect(ana.get_by_text("These texts have not been sent yet")).to_be_visible()
    expect(ana.locator("outbox-list li")).to_contain_text("long long")
    ana.locator("main").get_by_role("button", name="Sign out").click()
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    wait_on(ana, lambda: not {topic, room} & set(offline_copies(ana)))
    assert (
        ana.evaluate("Object.keys(localStorage).filter(key => /^(waiting|text):/.test(key))") == []
    )


def test_a_text_that_the_site_cannot_store_is_kept_and_sent_when_it_can(
    browser_as, site, page_errors
):
    """No file of the site may grow for a while, as on a full disk."""
    topic, _room = new_topic(site, "A full disk")
    ana = browser_as(next_member())
    ana.goto(topic)
    refused_at = []
    ana.on("response", lambda answer: answer.status == 503 and refused_at.append(time.monotonic()))
    load_composer(ana)
    with _no_room_on_disk(site):
        send(ana, "Five hours of work")
        expect(ana.get_by_text("Waiting: it will be sent when")).to_be_visible()
        wait_on(ana, lambda: time.monotonic() - refused_at[0] > 7)
    assert 3 <= len(refused_at) <= 5  # by the composer, by the outbox at once and after 5 s
    expect(item_with(ana, "Five hours of work")).to_have_count(1, timeout=15_000)
    expect(ana.locator("outbox-list li")).to_have_count(0)
    page_errors.clear()  # the status 503


@contextmanager
def _no_room_on_disk(site):
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, unlimited)
