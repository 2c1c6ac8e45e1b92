"""Suggestions under a text field: by keyboard, by mouse, and for screen readers."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import make_round_trip

PAGE = """<!doctype html><html lang="en"><title>Combobox</title><body><form action="/went/">
<{tag} name="q" aria-label="Search"></{tag}>
<ul role="listbox" id="found" aria-label="Found" hidden></ul><p role="status"></p>
<button>Go</button></form>"""
CREATE_COMBOBOX = """
async isEager => {
  const { Combobox } = await import("/static/js/combobox.js")
  const field = document.querySelector("[name=q]")
  window.chosen = []
  new Combobox(field, document.querySelector("ul"), {
    isEager,
    addressOf: () => field.value.trim() && "/options/?q=" + encodeURIComponent(field.value),
    choose: option => window.chosen.push(option.dataset.value),
  })
  field.focus()
}
"""
COUNT_OPENINGS = """list => {
  window.openings = 0
  const count = () => { window.openings += !list.hidden }
  new MutationObserver(count).observe(list, { attributes: true, attributeFilter: ["hidden"] })
}"""
WORDS = ("care", "cash", "cooperative", "cottage")


@pytest.fixture
def open_with(visitor, site):
    """open_with(tag, eager) -> a page with a combobox that completes WORDS.

    `page.queries` are the texts for which the page requested suggestions.
    """

    def build(tag: str, *, eager: bool = False) -> Page:
        visitor.queries = []
        visitor.route("**/combobox/", lambda route: route.fulfill(body=PAGE.format(tag=tag)))
        visitor.route(
            "**/options/**",
            lambda route: route.fulfill(json=_suggestions(visitor, route.request.url)),
        )
        visitor.goto("/combobox/")
        visitor.evaluate(CREATE_COMBOBOX, eager)
        return visitor

    return build


def _suggestions(page: Page, address: str) -> dict[str, str]:
    typed = address.split("=")[1]
    page.queries.append(typed)
    words = [word for word in WORDS if word.startswith(typed)]
    html = "".join(f'<li role="option" data-value="{word}">{word}</li>' for word in words)
    return {"html": html, "said": f"{len(words)} found"}


def _active_option(page: Page) -> str:
    """The text of the option that the field points to, or ""."""
    active = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    return page.evaluate(f"({active} || {{ textContent: '' }}).textContent")


def test_arrows_and_enter_choose(open_with):
    page = open_with("input")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("ca", delay=20)
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 found")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.queries == ["ca"]  # one request, not one for each letter
    active_options = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        field.press(key)
        active_options.append(_active_option(page))
    assert active_options == ["care", "cash", "", "cash"]
    field.press("Enter")
    assert page.evaluate("window.chosen") == ["cash"]
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.url.endswith("/combobox/")


def test_escape_closes_and_enter_sends_the_form(open_with):
    page = open_with("input")
    page.keyboard.type("co")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/went/\?q=co"))
    page.context.clear_cookies()


def test_a_click_chooses_and_the_focus_stays(open_with):
    page = open_with("input")
    page.keyboard.type("cot")
    page.get_by_role("option", name="cottage").click()
    assert page.evaluate("window.chosen") == ["cottage"]
    expect(page.locator("[name=q]")).to_be_focused()


def test_in_a_textarea_enter_chooses_the_first_option_or_else_adds_a_line(open_with):
    page = open_with("textarea", eager=True)
    field = page.locator("[name=q]")
    assert field.get_attribute("role") is None
    page.keyboard.type("coo")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert page.evaluate("window.chosen") == ["cooperative"]
    expect(field).to_have_value("coo")
    page.keyboard.press("Enter")
    expect(field).to_have_value("coo\n")


@pytest.mark.parametrize(("typed", "chosen"), [("coo", "cooperative"), ("ca", "cash")])
def test_in_a_textarea_the_arrows_never_leave_the_list(open_with, typed, chosen):
    page = open_with("textarea", eager=True)
    page.keyboard.type(typed)
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("window.chosen") == [chosen]
    expect(page.locator("[name=q]")).to_have_value(typed)


def test_failed_requests_open_no_list_and_typing_goes_on(open_with, page_errors):
    page = open_with("input")
    page.get_by_role("listbox", include_hidden=True).evaluate(COUNT_OPENINGS)
    page.route("**/options/**", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/options/" in request.url):
        page.keyboard.type("car")
    page.route("**/options/**", lambda route: route.fulfill(status=500, body=json.dumps("no")))
    with page.expect_response("**/options/**"):
        page.keyboard.type("ed")
    make_round_trip(page)
    assert page.evaluate("window.openings") == 0
    page.unroute("**/options/**")
    page.route("**/options/**", lambda route: route.fulfill(json=_suggestions(page, "?q=care")))
    page.keyboard.press("Backspace")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("combobox")).to_have_value("care")
    page_errors.clear()
