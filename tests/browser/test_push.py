"""Push messages in a browser: the button, and what the service worker shows.

The browser itself hands the message to the service worker, as after one of a push service.
"""

import json

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.offline_steps import start_service_worker
from tests.browser.steps import next_member, wait_on

pytestmark = pytest.mark.browser
MESSAGE = {
    "title": "Ben Okri replied to you",
    "body": "Care work",
    "url": "/notifications/1/",
    "tag": "notification-1",
    "lang": "en",
}
# Not every Chromium lets a test grant the permission that showing needs.
RECORD_WHAT_IS_SHOWN = """() => { registration.showNotification = async (title, options) => {
    self.shown = { title, body: options.body, url: options.data, tag: options.tag,
        lang: options.lang }
} }"""


def registration_id(page: Page, browser: CDPSession) -> str:
    """Of the service worker of the page."""
    known: list[str] = []
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(entry["registrationId"] for entry in event["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    wait_on(page, lambda: bool(known))
    return known[-1]


def test_a_push_message_is_shown_with_the_address_of_the_notification(browser_as, site):
    page = browser_as(next_member())
    page.goto("/settings/devices/")
    start_service_worker(page)
    [worker] = page.context.service_workers
    worker.evaluate(RECORD_WHAT_IS_SHOWN)
    browser = page.context.new_cdp_session(page)
    key = registration_id(page, browser)
    message = {"origin": site.url, "registrationId": key, "data": json.dumps(MESSAGE)}
    browser.send("ServiceWorker.deliverPushMessage", message)
    wait_on(page, lambda: worker.evaluate("self.shown"))
    assert worker.evaluate("self.shown") == MESSAGE


def test_the_browser_asks_for_nothing_before_the_button_is_pressed(browser_as, site):
    page = browser_as(next_member())
    page.add_init_script(
        "window.asked = 0; Notification.requestPermission = async () => (asked += 1, 'denied')"
    )
    page.goto("/settings/devices/")
    button = page.get_by_role("button", name="Turn on for this device")
    expect(button).to_be_visible()
    assert page.evaluate("asked") == 0
    button.click()
    expect(page.get_by_text("Your browser does not allow it.")).to_be_visible()
    assert page.evaluate("asked") == 1


def test_without_scripts_the_page_says_what_is_missing(browser_as):
    page = browser_as(next_member(), java_script_enabled=False)
    page.goto("/settings/devices/")
    expect(page.get_by_role("button", name="Turn on")).to_have_count(0)
    expect(page.get_by_text("Your browser cannot show messages of this site.")).to_be_visible()


def test_the_address_of_a_feed_is_copied(browser_as, site):
    page = browser_as(next_member())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    page.goto("/settings/feeds/")
    page.get_by_role("button", name="Create an address").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    address = page.get_by_label("Address of your feed").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == address
