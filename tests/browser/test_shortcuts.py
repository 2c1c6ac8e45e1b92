"""Single-key shortcuts: what they do, and how to switch them off (WCAG 2.1.4)."""

from playwright.sync_api import expect

from tests.browser.steps import (
    make_round_trip,
    new_topic,
    open_menu,
)

FOCUSED_NUMBER = """() => {
  const item = document.activeElement.closest("[data-number]")
  return item ? item.dataset.number : ""
}"""


def focused_number(page) -> str:
    """The number of the post that has the focus, or ""."""
    return page.evaluate(FOCUSED_NUMBER)


def test_the_keys_do_what_their_list_says(site, visitor):
    topic, _room = new_topic(site, "Read with the keyboard", posts=5)
    visitor.goto(topic)
    assert not visitor.evaluate(
        "performance.getEntriesByType('resource').some(r => /shortcuts/.test(r.name))"
    )
    for key, number in (("j", "1"), ("j", "2"), ("j", "3"), ("k", "2")):
        visitor.keyboard.press(key)
        visitor.wait_for_function(f"number => ({FOCUSED_NUMBER})() === number", arg=number)
    visitor.keyboard.press("Control+j")
    assert focused_number(visitor) == "2"
    visitor.keyboard.press("r")
    expect(visitor.locator(".composer__reply-to")).to_contain_text("#2")

    # In a field they are letters.
    field = visitor.locator("post-composer textarea")
    field.focus()
    visitor.keyboard.type("jk?rg")
    expect(field).to_have_value("jk?rg")
    expect(visitor.locator("dialog")).to_have_count(0)

    visitor.evaluate("document.activeElement.blur()")
    visitor.keyboard.press("/")
    expect(visitor.locator("header [type=search]")).to_be_focused()
    expect(visitor.locator("header [type=search]")).to_have_value("")
    visitor.evaluate("document.activeElement.blur()")
    visitor.keyboard.press("g")
    visitor.keyboard.press("t")
    visitor.wait_for_url("**/themes/")


def test_a_question_mark_shows_the_list_and_the_list_can_switch_the_keys_off(site, visitor):
    topic, _room = new_topic(site, "Keys switched off", posts=3)
    visitor.goto(topic)
    visitor.keyboard.press("?")
    dialog = visitor.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("this list")).to_be_visible()
    switch = dialog.get_by_label("Use these keys in this browser")
    expect(switch).to_be_checked()
    switch.uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(visitor.locator("dialog")).to_have_count(0)
    requests: list[str] = []
    visitor.on("request", lambda request: requests.append(request.url))
    for key in "j?gt":
        visitor.keyboard.press(key)
    make_round_trip(visitor)
    assert not [url for url in requests if "/help/" in url]
    expect(visitor.locator("dialog")).to_have_count(0)
    assert focused_number(visitor) == "" and visitor.url.split("#")[0].endswith(topic)

    visitor.goto("/help/keyboard/")
    visitor.get_by_label("Use these keys in this browser").check()
    visitor.goto(topic)
    visitor.keyboard.press("?")
    expect(dialog).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.locator("dialog")).to_have_count(0)
    visitor.keyboard.press("j")
    visitor.wait_for_function("() => document.activeElement.closest('[data-number=\"1\"]')")


def test_posts_marked_as_unread_stay_unread_although_a_script_reported_them(site, browser_as):
    topic, _room = new_topic(site, "Unread again", posts=4)
    page = browser_as("practitioner")
    page.clock.install()
    page.goto(topic)
    page.locator("#post-4").scroll_into_view_if_needed()
    page.clock.run_for(6000)  # ms; the script reports what was read every 5 s
    open_menu(page, 3)
    page.locator("#post-3").get_by_role("link", name="All actions").click()
    page.get_by_role("button", name="Mark as unread from here").click()
    page.wait_for_url("**/themes/**")
    row = page.locator(".row", has_text="Unread again")
    expect(row.get_by_text("2 new")).to_be_visible()
    make_round_trip(page)
    page.reload()
    expect(row.get_by_text("2 new")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(row.get_by_text("2 new")).to_have_count(0)


def test_without_a_script_a_reader_can_go_to_a_number_and_read_the_summary(site, new_page):
    topic, _room = new_topic(site, "Long and plain", posts=25)
    page = new_page(java_script_enabled=False)
    page.goto(topic)
    page.locator(".topic-bar summary").last.click()
    page.get_by_role("link", name="Go to…").click()
    page.get_by_label("Post number").fill("23")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**page=2#post-23")
    page.locator(".topic-bar summary").last.click()
    page.get_by_role("link", name="Summary").click()
    expect(page.get_by_text("24 posts left out")).to_be_visible()
