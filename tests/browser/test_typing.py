"""Who is here and who is typing, in two browsers: shown, over when it is over, and not for who does not want it."""

from playwright.sync_api import expect

from tests.browser.steps import (
    item_with,
    new_topic,
    next_member,
    send,
)


def test_typing_is_seen_in_the_other_browser_until_the_message_comes(browser_as, site):
    _topic, room = new_topic(site, "Typing")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    ben.goto(room)
    expect(ana.get_by_text("2 people here")).to_be_visible(timeout=15_000)
    ana.locator("textarea").press_sequentially("Good")
    told = ben.locator("[data-typing]")
    expect(told).to_contain_text("is typing…")
    expect(ana.locator("[data-typing]")).to_be_empty()
    send(ana, "Good evening")
    expect(item_with(ben, "Good evening")).to_be_visible()
    expect(told).to_be_empty()


def test_typing_is_over_some_seconds_after_the_last_letter(browser_as, site):
    topic, _room = new_topic(site, "Typing a reply")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    for page in (ana, ben):
        page.goto(topic)
        page.locator("textarea").focus()
    ben.wait_for_timeout(1000)
    ana.locator("textarea").press_sequentially("I think")
    told = ben.locator("[data-typing]")
    expect(told).to_contain_text("is typing…")
    expect(told).to_be_empty(timeout=12_000)


def test_who_switched_it_off_is_neither_named_nor_seen_typing(browser_as, site):
    _topic, room = new_topic(site, "Hidden")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto("/accounts/profile/")
    ana.get_by_label("Show others that I am here").uncheck()
    ana.get_by_role("button", name="Save").click()
    ana.goto(room)
    ben.goto(room)
    expect(ben.get_by_text("1 person here")).to_be_visible(timeout=15_000)
    ana.locator("textarea").press_sequentially("Good")
    ben.wait_for_timeout(1500)
    expect(ben.locator("[data-typing]")).to_be_empty()
    ana.goto("/accounts/profile/")
    ana.get_by_label("Show others that I am here").check()
    ana.get_by_role("button", name="Save").click()


def test_the_names_come_when_the_list_is_opened(browser_as, visitor, site):
    _topic, room = new_topic(site, "Names")
    ana = browser_as(next_member())
    ana.goto(room)
    visitor.goto(room)
    visitor.get_by_text("2 people here").click(timeout=15_000)
    names = visitor.locator("[data-names] li")
    expect(names).to_have_count(2)
    expect(names.last).to_have_text("1 person without a name here")
    ana.goto("/")
    expect(visitor.get_by_text("1 person here")).to_be_visible(timeout=10_000)
    expect(names).to_have_count(1)


def test_without_a_script_the_names_are_a_page_away(browser_as, new_page, site):
    _topic, room = new_topic(site, "No script")
    ana = browser_as(next_member())
    ana.goto(room)
    expect(ana.get_by_text("1 person here")).to_be_visible(timeout=15_000)
    plain = new_page(java_script_enabled=False)
    plain.goto(room)
    plain.get_by_text("1 person here").click()
    plain.get_by_role("link", name="Who is here?").click()
    expect(plain.locator(".row__title a")).to_have_count(1)
