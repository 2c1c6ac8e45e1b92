"""In a room: edit a message where it stands, days in order, and how one hears of new messages."""

import json

from playwright.sync_api import Page, expect

from tests.browser.steps import item_with, new_topic, next_member, open_live, send, wait_on

COUNT_NOTIFICATIONS = """() => {
  window.shown = []
  window.Notification = function (title, options) { window.shown.push([title, options.body]) }
  window.Notification.permission = "granted"
  window.Notification.requestPermission = () => {
    window.asked = (window.asked || 0) + 1
    return Promise.resolve(window.answer || "granted")
  }
  document.hasFocus = () => false
}"""


def begin_edit(page: Page, text: str) -> None:
    message = item_with(page, text)
    message.hover()
    message.locator(".message__menu > summary").click()
    message.locator("[data-edit]").click()
    expect(page.locator(".message__edit textarea")).to_be_focused()


def choose(page: Page, name: str) -> None:
    page.locator("[data-room-menu] > summary").click()
    page.get_by_role("button", name=name).click()


def test_a_message_is_edited_where_it_stands(browser_as, site):
    _topic, room = new_topic(site, "Edited in place")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    open_live(ana, room)
    open_live(ben, room)
    send(ana, "At seven.")
    begin_edit(ana, "At seven.")
    ana.locator(".message__edit textarea").fill("At *eight*.")
    ana.get_by_role("button", name="Save changes").click()
    expect(item_with(ana, "At eight.")).to_be_focused()
    expect(item_with(ben, "At eight.")).to_be_visible()
    assert ana.url.endswith(room)


def test_an_edit_that_cannot_be_saved_stays_in_the_form_and_in_the_browser(browser_as, site):
    _topic, room = new_topic(site, "An edit offline")
    page = browser_as(next_member())
    open_live(page, room)
    send(page, "First words.")
    begin_edit(page, "First words.")
    page.route("**/edit/", lambda route: route.abort())
    page.locator(".message__edit textarea").fill("Better words.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert").get_by_text("could not be saved")).to_be_visible()
    page.unroute("**/edit/")
    page.reload()
    begin_edit(page, "First words.")
    expect(page.locator(".message__edit textarea")).to_have_value("Better words.")
    page.keyboard.press("Escape")
    expect(item_with(page, "First words.")).to_be_focused()
    begin_edit(page, "First words.")
    expect(page.locator(".message__edit textarea")).to_have_value("First words.")


def test_the_first_message_of_an_empty_room_has_its_day(browser_as, site):
    _topic, room = new_topic(site, "A first day")
    page = browser_as(next_member())
    open_live(page, room)
    send(page, "Good morning.")
    expect(page.locator(".day-line")).to_have_count(1)
    text = page.locator(".day-line").inner_text()
    send(page, "And good evening.")
    expect(item_with(page, "And good evening.")).to_be_visible()
    expect(page.locator(".day-line")).to_have_count(1)
    page.reload()
    expect(page.locator(".day-line")).to_have_text(text)


def test_a_notification_is_shown_only_when_it_was_chosen(browser_as, site):
    _topic, room = new_topic(site, "Notifications")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    open_live(ana, room)
    open_live(ben, room)
    ana.evaluate(COUNT_NOTIFICATIONS)
    send(ben, "Not yet.")
    expect(ana.locator("[data-announce]")).to_contain_text("Not yet.")
    assert (ana.evaluate("window.shown"), ana.evaluate("window.asked")) == ([], None)
    choose(ana, "Show a notification for a new message")
    expect(ana.locator("[data-arrival=notify]")).to_have_attribute("aria-pressed", "true")
    ana.keyboard.press("Escape")
    send(ben, "Now.")
    wait_on(ana, lambda: ana.evaluate("window.shown.length"))
    [[title, body]] = ana.evaluate("window.shown")
    assert "Notifications" in title and body.endswith(": Now.")


def test_a_choice_waits_for_its_script_and_a_failed_load_is_tried_again(
    browser_as, site, page_errors
):
    _topic, room = new_topic(site, "A slow script")
    page = browser_as(next_member())
    page.route("**/arrivals*.js", lambda route: route.abort())
    open_live(page, room)
    summary = page.locator("[data-room-menu] > summary")
    summary.click()
    mute = page.get_by_role("button", name="Do not read new messages aloud")
    expect(mute).to_be_disabled()
    page.unroute("**/arrivals*.js")
    summary.click()
    summary.click()
    expect(mute).to_be_enabled()
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    page_errors.clear()


def test_without_permission_the_choice_goes_back_and_says_so(browser_as, site):
    _topic, room = new_topic(site, "No permission")
    page = browser_as(next_member())
    open_live(page, room)
    page.evaluate(COUNT_NOTIFICATIONS)
    page.evaluate("window.answer = 'denied'")
    choose(page, "Show a notification for a new message")
    expect(page.get_by_text("does not allow notifications")).to_be_visible()
    expect(page.locator("[data-arrival=notify]")).to_have_attribute("aria-pressed", "false")
    assert json.loads(page.evaluate("localStorage.getItem('notify')") or "null") is None
