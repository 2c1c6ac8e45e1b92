"""Single keys: what they do, where they do nothing, and how they are switched off (WCAG 2.1.4)."""

from playwright.sync_api import expect

from tests.browser.steps import new_topic


def at(page) -> str:
    """The number of the post that has the focus."""
    return page.evaluate(
        "(document.activeElement.closest('[data-number]') || { dataset: {} }).dataset.number || ''"
    )


def test_the_keys_do_what_their_list_says(site, visitor):
    topic, _room = new_topic(site, "Read with the keyboard", posts=5)
    visitor.goto(topic)
    assert not visitor.evaluate(
        "performance.getEntriesByType('resource').some(r => /shortcuts/.test(r.name))"
    )
    for key, number in (("j", "1"), ("j", "2"), ("j", "3"), ("k", "2")):
        visitor.keyboard.press(key)
        visitor.wait_for_function(
            "n => (document.activeElement.closest('[data-number]') || {dataset: {}}).dataset.number === n",
            arg=number,
        )
    visitor.keyboard.press("Control+j")
    assert at(visitor) == "2"
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


def test_the_list_is_shown_with_a_question_mark_and_can_switch_them_off(site, visitor):
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
    for key in "j?gt":
        visitor.keyboard.press(key)
    visitor.wait_for_timeout(500)
    expect(visitor.locator("dialog")).to_have_count(0)
    assert at(visitor) == "" and visitor.url.split("#")[0].endswith(topic)

    visitor.goto("/help/keyboard/")
    visitor.get_by_label("Use these keys in this browser").check()
    visitor.goto(topic)
    visitor.keyboard.press("?")
    expect(dialog).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.locator("dialog")).to_have_count(0)
    visitor.keyboard.press("j")
    visitor.wait_for_function("() => document.activeElement.closest('[data-number=\"1\"]')")


def test_unread_from_a_post_on_stays_unread_though_a_script_looked(site, browser_as):
    topic, _room = new_topic(site, "Unread again", posts=4)
    page = browser_as("practitioner")
    page.goto(topic)
    page.locator("#post-4").scroll_into_view_if_needed()
    page.locator("#post-3").get_by_role("link", name="More about post 3").click()
    page.get_by_role("button", name="Mark as unread from here").click()
    page.wait_for_url("**/themes/**")
    row = page.locator(".row", has_text="Unread again")
    expect(row.get_by_text("2 new")).to_be_visible()
    page.wait_for_timeout(1000)
    page.reload()
    expect(row.get_by_text("2 new")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(row.get_by_text("2 new")).to_have_count(0)


def test_without_a_script_one_goes_to_a_number_and_reads_the_summary(site, new_page):
    topic, _room = new_topic(site, "Long and plain", posts=25)
    page = new_page(java_script_enabled=False)
    page.goto(topic)
    page.locator("summary", has_text="Go to").click()
    page.get_by_label("Post number").fill("23")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**page=2#post-23")
    page.get_by_role("link", name="Summary").click()
    expect(page.get_by_text("24 posts left out")).to_be_visible()
