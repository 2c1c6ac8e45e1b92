"""After every action one sees its result: a new post, a deleted one and a restored one."""

from playwright.sync_api import Page, expect

from tests.browser.steps import item_with, new_topic, next_member, open_live, open_menu, send

IS_IN_VIEW = """post => {
    const { top } = post.getBoundingClientRect()
    return top >= 0 && top < window.innerHeight
}"""


def number_of(page: Page, words: str) -> int:
    return int(item_with(page, words).get_attribute("data-number"))


def test_a_new_post_has_the_focus_and_its_number_is_announced(browser_as, site):
    topic, _room = new_topic(site, "A new post", posts=5)
    page = browser_as(next_member())
    open_live(page, topic)
    send(page, "Here I am.")
    post = item_with(page, "Here I am.")
    expect(post).to_be_focused()
    assert post.evaluate(IS_IN_VIEW)
    expect(page.locator("[data-announce]")).to_have_text("Your post #6 has been published.")


def test_a_deleted_post_is_restored_in_place(browser_as, site):
    topic, _room = new_topic(site, "Deleted and restored")
    page = browser_as(next_member())
    open_live(page, topic)
    send(page, "Too early.")
    number = number_of(page, "Too early.")
    open_menu(page, number)
    page.get_by_role("button", name=f"Delete post {number}").click()
    undo = page.get_by_role("button", name=f"Undo: restore post {number}")
    expect(undo).to_be_focused()
    expect(item_with(page, "Too early.")).to_have_count(0)
    undo.click()
    expect(item_with(page, "Too early.")).to_be_focused()


def test_without_a_script_the_page_names_each_result(browser_as, site):
    words = "Without a script."
    topic, _room = new_topic(site, "Plain results", posts=3)
    page = browser_as(next_member(), java_script_enabled=False)
    page.goto(topic)
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("Your post #4 has been published.")).to_be_in_viewport()
    expect(page.locator("#post-4")).to_be_in_viewport()
    open_menu(page, 4)
    page.locator("#post-4").get_by_role("link", name="All actions").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Your post #4 has been deleted.")).to_be_in_viewport()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your post #4 is visible again.")).to_be_in_viewport()
    expect(page.locator("#post-4").get_by_text(words)).to_be_in_viewport()
