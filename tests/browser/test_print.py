"""A topic on paper: nothing is cut off, and no page is empty."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import id_in, new_topic, next_member, run_on_site

PAPER_WIDTH = 718  # CSS pixels of A4 between margins of 1 cm
WIDE_ROWS = [
    [f"Column{number}" for number in range(14)],
    ["---"] * 14,
    [f"value{number}" * 3 for number in range(14)],
]
WIDE_TABLE = "\n".join(f"| {' | '.join(row)} |" for row in WIDE_ROWS)


def reply_on_site(site, topic: str, source: str) -> None:
    code = f"""
topic = Topic.objects.get(pk={id_in(topic)})
actions.reply(topic, topic.author, source={source!r}, nonce=uuid.uuid4())
"""
    run_on_site(site, code)


def pages_on_paper(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_wide_tables_and_code_fit_on_the_paper(browser_as, site):
    topic, _room = new_topic(site, "Wide things")
    reply_on_site(site, topic, f"{WIDE_TABLE}\n\n```\n{'long code ' * 60}\n```")
    page = browser_as(next_member())
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    page.goto(topic)
    page.emulate_media(media="print")
    for selector in ("#post-2 table", "#post-2 pre"):
        box = page.locator(selector).bounding_box()
        assert box["x"] + box["width"] <= PAPER_WIDTH, selector
        hidden = page.locator(selector).evaluate("one => one.scrollWidth - one.clientWidth")
        assert hidden <= 1, f"{hidden} pixels of {selector} are cut off"


def test_a_post_that_is_longer_than_a_page_begins_on_the_first_page(browser_as, site):
    topic, _room = new_topic(site, "A long post")
    reply_on_site(site, topic, "\n".join(f"Line {number}" for number in range(95)))
    page = browser_as(next_member())
    page.goto(topic)
    expect(page.locator("#post-2")).to_contain_text("Line 94")
    pages = pages_on_paper(page)
    page.locator("#post-2").evaluate("post => { post.style.breakInside = 'avoid' }")
    assert pages < pages_on_paper(page)
