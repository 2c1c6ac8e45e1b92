"""If the POST of a plain form is cut, the next visit finds what was typed."""

from playwright.sync_api import Page, expect

from tests.browser.steps import next_member

PROFILE = "/accounts/profile/"


def save(page: Page, words: str) -> None:
    page.goto(PROFILE)
    page.locator("[name=bio]").fill(words)
    page.get_by_role("button", name="Save").click()


def test_a_cut_profile_is_there_on_the_next_visit_and_only_once(browser_as, page_errors):
    page = browser_as(next_member())
    page.route(f"**{PROFILE}", cut_posts)
    save(page, "Treasurer of a credit union.")
    page.wait_for_url("chrome-error://**")
    page.goto("/about/")
    page.goto(PROFILE)
    expect(page.locator("[name=bio]")).to_have_value("Treasurer of a credit union.")
    page.goto(PROFILE)
    expect(page.locator("[name=bio]")).not_to_have_value("Treasurer of a credit union.")
    page_errors.clear()


def test_a_saved_profile_is_not_restored_over_a_newer_one(browser_as):
    member = next_member()
    page, other = browser_as(member), browser_as(member)
    save(page, "The older text.")
    expect(page.locator("main > .notice")).to_be_visible()
    save(other, "The newer text.")
    expect(other.locator("main > .notice")).to_be_visible()
    page.goto(PROFILE)
    expect(page.locator("[name=bio]")).to_have_value("The newer text.")


def cut_posts(route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()
