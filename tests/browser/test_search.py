"""The search box of every page, with and without a script, and by keyboard. No query runs."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests import checkers
from tests.browser.test_injections import RECORD_CALLS

PAYLOADS = (
    (Path(__file__).parents[1] / "data" / "xss" / "payloads.txt")
    .read_text(errors="replace")
    .splitlines()
)


def test_the_box_of_every_page_works_without_a_script(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/themes/")
    page.get_by_role("searchbox", name="Search for").fill("mutuelles de sante")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=re.compile("^Mutuelles de santé et")).click()
    expect(page.get_by_role("heading", name=re.compile("^Mutuelles de santé"))).to_be_visible()
    page.go_back()
    expect(page.locator("mark", has_text="Mutuelles").first).to_be_visible()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Language", exact=True).select_option("es")
    page.get_by_role("search").get_by_role("button", name="Search").last.click()
    expect(page).to_have_url(re.compile("q=mutuelles.*language=es"))
    expect(page.get_by_label("Search for")).to_have_value("mutuelles de sante")


def test_a_small_screen_has_a_link_to_the_search_page(new_page):
    page = new_page(viewport={"width": 360, "height": 640})
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Search for").fill("ohada")
    page.get_by_label("Search for").press("Enter")
    expect(page.locator("mark", has_text="OHADA").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_suggestion_opens_the_topic_that_it_names(visitor):
    visitor.goto("/themes/")
    requests = []
    visitor.on("request", lambda request: requests.append(request.url))
    box = visitor.get_by_label("Search for")
    box.focus()
    expect(visitor.get_by_role("combobox", name="Search for")).to_be_focused()
    box.press_sequentially("platf", delay=30)
    option = visitor.get_by_role("option", name=re.compile("^Platform cooperatives for drivers"))
    expect(option).to_be_visible()
    assert len([url for url in requests if "/search/suggest/" in url]) == 1
    assert checkers.axe_violations(visitor) == []
    while option.get_attribute("aria-selected") != "true":
        box.press("ArrowDown")
    box.press("Enter")
    expect(
        visitor.get_by_role("heading", name=re.compile("^Platform cooperatives for drivers"))
    ).to_be_visible()


def test_escape_and_enter_search_for_the_words(visitor):
    visitor.goto("/themes/")
    box = visitor.get_by_label("Search for")
    box.focus()
    expect(visitor.get_by_role("combobox", name="Search for")).to_be_focused()
    box.press_sequentially("coop")
    expect(visitor.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(visitor.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(visitor).to_have_url(re.compile(r"/search/\?q=coop"))


def test_no_payload_runs_as_a_query(visitor, sample):
    visitor.add_init_script(RECORD_CALLS)
    visitor.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    for payload in sample(PAYLOADS[::180], 4):
        visitor.goto("/search/?" + _query(payload))
        assert visitor.evaluate("window.calls") == [], payload
        expect(visitor.locator("main script, main iframe, main img")).to_have_count(0)


def _query(payload: str) -> str:
    return urlencode({"q": payload, "author": payload, "since": payload})
