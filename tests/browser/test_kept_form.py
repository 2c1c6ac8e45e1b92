"""If the POST of a plain form is cut, the next visit finds what was typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import new_topic, next_member

PROFILE = "/accounts/profile/"


def save(page: Page, words: str) -> None:
    page.goto(PROFILE)
    page.locator("[name=bio]").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


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


# (who, page below the topic, end of the action of the form, field)
FORMS = [
    ("administrator", "posts/1/report/", "", "why"),
    ("facilitator", "manage/", "retitle/", "title"),
    ("facilitator", "manage/", "hide/", "why"),
    ("facilitator", "posts/1/", "hide/", "why"),
]


@pytest.mark.parametrize(("who", "path", "action", "field"), FORMS)
def test_what_was_typed_into_any_plain_form_is_there_after_a_cut_post(
    browser_as, site, page_errors, who, path, action, field
):
    topic, _room = new_topic(site, "A form that is cut")
    address = f"/topics/{topic.split('/')[2]}/{path}"
    check_kept(browser_as(who), address, action, field)
    page_errors.clear()


def test_a_cut_enquiry_and_a_cut_theme_are_kept(browser_as, page_errors):
    check_kept(browser_as(next_member()), "/themes/sse-concept/facilitators/", "", "source")
    check_kept(browser_as("administrator"), "/administration/themes/create/", "", "name_en")
    page_errors.clear()


def check_kept(page: Page, address: str, action: str, field: str) -> None:
    page.route("**", cut_posts)
    page.goto(address)
    form = page.locator(f"form[data-kept][action$='{action}']" if action else "form[data-kept]")
    typed = form.locator(f"[name={field}]")
    typed.fill("Typed on a bad link.")
    form.evaluate("form => form.noValidate = true")
    form.locator("button:not([type=button])").last.click()
    page.wait_for_url("chrome-error://**")
    page.goto("/about/")
    page.goto(address)
    expect(typed).to_have_value("Typed on a bad link.")
    page.goto(address)
    expect(typed).not_to_have_value("Typed on a bad link.")


def test_a_title_that_was_saved_is_not_restored_later(browser_as, site):
    topic, _room = new_topic(site, "A title to change")
    page, manage = browser_as("facilitator"), f"/topics/{topic.split('/')[2]}/manage/"
    page.goto(manage)
    form = page.locator("form[action$='retitle/']")
    form.locator("[name=title]").fill("A better title")
    form.get_by_role("button").click()
    expect(page.locator("main > .notice")).to_be_visible()
    page.goto("/about/")
    page.goto(manage)
    assert page.evaluate("sessionStorage.getItem('sent-form')") is None


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
