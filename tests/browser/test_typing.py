"""Who is here and who is typing, in two browsers. Both end in time, and a member can be hidden."""

from playwright.sync_api import expect

from tests.browser.steps import (
    frames_in,
    item_with,
    load_composer,
    new_topic,
    next_member,
    open_live,
    send,
    wait_on,
)


def test_typing_is_shown_in_the_other_browser_until_the_message_comes(browser_as, site):
    _topic, room = new_topic(site, "Typing")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    ben.goto(room)
    expect(ana.get_by_text("2 here")).to_be_visible(timeout=15_000)
    ana.locator("textarea").press_sequentially("Good")
    typing = ben.locator("[data-typing]")
    expect(typing).to_contain_text("is typing…")
    expect(ana.locator("[data-typing]")).to_be_empty()
    send(ana, "Good evening")
    expect(item_with(ben, "Good evening")).to_be_visible()
    expect(typing).to_be_empty()


def test_typing_disappears_some_seconds_after_the_last_letter(browser_as, site):
    topic, _room = new_topic(site, "Typing a reply")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    typing = ben.locator("[data-typing]")
    for page in (ana, ben):
        open_live(page, topic)
        load_composer(page)
        expect(page.locator("[data-typing]:not([hidden])")).to_be_attached()
    ana.locator("textarea").press_sequentially("I think")
    expect(typing).to_contain_text("is typing…")
    expect(typing).to_be_empty(timeout=12_000)


def test_a_member_who_switched_it_off_is_not_named_and_not_shown_typing(browser_as, site):
    _topic, room = new_topic(site, "Hidden")
    ana, ben, carla = (browser_as(next_member()) for _ in range(3))
    ana.goto("/accounts/profile/")
    ana.get_by_label("Show others when I am here").uncheck()
    ana.get_by_role("button", name="Save", exact=True).click()
    open_live(ana, room)
    frames = open_live(ben, room)
    expect(ben.get_by_text("1 here")).to_be_visible(timeout=15_000)
    open_live(carla, room)
    expect(ben.get_by_text("2 here")).to_be_visible(timeout=15_000)
    ana.locator("textarea").press_sequentially("Good")
    carla.locator("textarea").press_sequentially("Hello")
    # Carla typed after Ana, and a frame names everybody who is typing.
    wait_on(ben, lambda: frames_in(frames, "typing"))
    members = [frame["members"] for frame in frames_in(frames, "typing")]
    assert members == [[int(carla.locator("body").get_attribute("data-member"))]] * len(members)
    assert all(frame["count"] == 1 for frame in frames_in(frames, "typing"))
    ana.goto("/accounts/profile/")
    ana.get_by_label("Show others when I am here").check()
    ana.get_by_role("button", name="Save", exact=True).click()


def test_the_names_are_shown_when_the_list_is_opened(browser_as, visitor, site):
    _topic, room = new_topic(site, "Names")
    ana = browser_as(next_member())
    ana.goto(room)
    visitor.goto(room)
    visitor.get_by_text("2 here").click(timeout=15_000)
    names = visitor.locator("[data-names] li")
    expect(names).to_have_count(2)
    expect(names.last).to_have_text("1 person not shown by name")
    ana.goto("/")
    expect(visitor.get_by_text("1 here")).to_be_visible(timeout=10_000)
    expect(names).to_have_count(1)


def test_without_a_script_the_names_are_on_a_page_of_their_own(browser_as, new_page, site):
    _topic, room = new_topic(site, "No script")
    ana = browser_as(next_member())
    ana.goto(room)
    expect(ana.get_by_text("1 here")).to_be_visible(timeout=15_000)
    plain = new_page(java_script_enabled=False)
    plain.goto(room)
    plain.get_by_text("1 here").click()
    plain.get_by_role("link", name="Who is here?").click()
    expect(plain.locator(".row__title a")).to_have_count(1)
