"""The list of suggestions under a text field: by keyboard and mouse, and what a screen reader is told."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

PAGE = """<!doctype html><html lang="en"><title>Combobox</title><body><form action="/went/">
<{tag} name="q" aria-label="Search"></{tag}><ul role="listbox" id="found" aria-label="Found" hidden></ul><p role="status"></p>
<button>Go</button></form>"""
BEGIN = """
async eager => {
  const { Combobox } = await import("/static/js/combobox.js")
  const field = document.querySelector("[name=q]")
  window.taken = []
  new Combobox(field, document.querySelector("ul"), {
    eager,
    address: () => field.value.trim() && "/options/?q=" + encodeURIComponent(field.value),
    choose: option => window.taken.push(option.dataset.value),
  })
  field.focus()
}
"""
WORDS = ("care", "cash", "cooperative", "cottage")


@pytest.fixture
def open_with(visitor, site):
    """open_with(tag, eager) -> a page with a combobox that completes WORDS; its `asked` says what the server heard."""

    def build(tag: str, *, eager: bool = False) -> Page:
        visitor.asked = []
        visitor.route("**/combobox/", lambda route: route.fulfill(body=PAGE.format(tag=tag)))
        visitor.route(
            "**/options/**", lambda route: route.fulfill(json=_answer(visitor, route.request.url))
        )
        visitor.goto("/combobox/")
        visitor.evaluate(BEGIN, eager)
        return visitor

    return build


def _answer(page: Page, address: str) -> dict[str, str]:
    typed = address.split("=")[1]
    page.asked.append(typed)
    found = [word for word in WORDS if word.startswith(typed)]
    html = "".join(f'<li role="option" data-value="{word}">{word}</li>' for word in found)
    return {"html": html, "said": f"{len(found)} found"}


def _active(page: Page) -> str:
    """The text of the option that the field points to; "" for none."""
    there = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    return page.evaluate(f"({there} || {{ textContent: '' }}).textContent")


def test_by_keyboard(open_with):
    page = open_with("input")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("ca", delay=20)
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 found")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.asked == ["ca"]  # and not one question a letter
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        field.press(key)
        seen.append(_active(page))
    assert seen == ["care", "cash", "", "cash"]
    field.press("Enter")
    assert page.evaluate("window.taken") == ["cash"]
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


def test_by_mouse_the_focus_stays(open_with):
    page = open_with("input")
    page.keyboard.type("cot")
    page.get_by_role("option", name="cottage").click()
    assert page.evaluate("window.taken") == ["cottage"]
    expect(page.locator("[name=q]")).to_be_focused()


def test_in_a_textarea_the_first_is_taken_by_enter_and_else_enter_is_a_line(open_with):
    page = open_with("textarea", eager=True)
    field = page.locator("[name=q]")
    assert field.get_attribute("role") is None
    page.keyboard.type("coo")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert page.evaluate("window.taken") == ["cooperative"]
    expect(field).to_have_value("coo")
    page.keyboard.press("Enter")
    expect(field).to_have_value("coo\n")


@pytest.mark.parametrize(("typed", "taken"), [("coo", "cooperative"), ("ca", "cash")])
def test_in_a_textarea_the_arrows_never_leave_the_list(open_with, typed, taken):
    page = open_with("textarea", eager=True)
    page.keyboard.type(typed)
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("window.taken") == [taken]
    expect(page.locator("[name=q]")).to_have_value(typed)


def test_without_an_answer_one_types_on(open_with, page_errors):
    page = open_with("input")
    page.unroute("**/options/**")
    page.route("**/options/**", lambda route: route.abort())
    page.keyboard.type("care")
    page.wait_for_timeout(500)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.route("**/options/**", lambda route: route.fulfill(status=500, body=json.dumps("no")))
    page.keyboard.type("d")
    page.wait_for_timeout(500)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page_errors.clear()
