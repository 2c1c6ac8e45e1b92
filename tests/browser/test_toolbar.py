"""The toolbar of a composer for the keyboard: one stop for Tab, arrow keys inside."""

from playwright.sync_api import expect

from tests.browser.steps import load_composer, new_topic, next_member


def test_the_toolbar_is_one_stop_for_tab_and_arrow_keys_go_through_it(browser_as, site):
    topic, _room = new_topic(site, "Toolbar")
    page = browser_as(next_member())
    page.goto(topic)
    load_composer(page)
    bold, last = (
        page.get_by_role("button", name=name, exact=True) for name in ("Bold", "Add a file")
    )
    page.keyboard.press("Shift+Tab")
    expect(bold).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("post-composer textarea")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[role=toolbar] :focus")).to_have_count(0)


def test_the_second_skip_link_ends_at_the_text(browser_as, site):
    topic, _room = new_topic(site, "Skip link")
    page = browser_as(next_member())
    page.goto(topic)
    link = page.get_by_role("link", name="Skip to the reply form")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("post-composer textarea")).to_be_focused()
