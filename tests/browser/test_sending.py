"""While a form is being sent, and when it is done, a status region says so."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.steps import load_composer, new_topic, next_member, wait_on

# Everything that changes in a status region after a page is there, on all pages of the tab.
HEAR = """addEventListener("DOMContentLoaded", () => {
  const observer = new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
      const region = target.closest && target.closest("[role=status], [aria-live=polite]")
      if (!region || !addedNodes.length) continue
      sessionStorage.heard = (sessionStorage.heard || "") + region.textContent.trim() + "\\n"
    }
  })
  observer.observe(document.body, { childList: true, subtree: true })
})"""


@pytest.fixture
def page(browser_as) -> Page:
    page = browser_as(next_member())
    page.add_init_script(HEAR)
    return page


def heard(page: Page) -> list[str]:
    return page.evaluate("sessionStorage.heard || ''").splitlines()


def test_a_reply_says_that_it_is_being_sent_and_then_that_it_is_published(site, page):
    topic, _room = new_topic(site, "A slow reply")
    held: list[Route] = []
    page.route("**/reply/", lambda route: held.append(route))
    page.goto(topic)
    load_composer(page)
    page.locator("post-composer textarea").fill("Slowly.")
    page.locator("post-composer button:not([type=button])").click()
    wait_on(page, lambda: held)
    expect(page.locator("[data-connection-status]")).to_have_text("Sending…")
    held[0].continue_()
    expect(page.locator("[data-announce]")).to_have_text("Your post #2 has been published.")
    expect(page.locator("[data-connection-status]")).to_have_text("")
    assert "Sending…" in heard(page)


def test_a_plain_form_says_that_it_is_being_sent_and_then_what_it_did(site, page):
    topic, _room = new_topic(site, "A slow form")
    page.goto(f"/topics/{topic.split('/')[2]}/posts/1/report/")
    page.locator("main [name=why]").fill("It is an advertisement.")
    page.locator("main form button").click()
    notice = page.locator("main > .notice[role=status]")
    expect(notice).to_be_visible()
    assert heard(page)[0] == "Sending…"
    wait_on(page, lambda: notice.inner_text() in heard(page))
