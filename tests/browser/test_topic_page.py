"""What a reader sees of a topic on a small phone: text first, and little else."""

import pytest

from tests import checkers
from tests.browser.steps import new_topic, next_member, open_menu, run_on_site
from tests.browser.test_budgets import MAKE_TOPIC

PHONE = {"width": 360, "height": 640}
TITLE = "Leyes marco de economía social y solidaria: ¿qué cambia al día siguiente?"
FIRST_WORD = """() => {
    const text = document.querySelector(".post .prose p").firstChild
    const range = document.createRange()
    range.setStart(text, 0)
    range.setEnd(text, 1)
    return Math.round(range.getBoundingClientRect().top)
}"""
TEXT_SHARE = """() => {
    const height = selector => Array.from(document.querySelectorAll(selector))
        .reduce((sum, element) => sum + element.getBoundingClientRect().height, 0)
    return height(".post .prose") / height(".posts")
}"""
LONGEST_LINE = """() => {
    const text = document.querySelector(".post .prose p").firstChild
    const range = document.createRange()
    let longest = 0, length = 0, top = 0
    for (let at = 0; at < text.length; at++) {
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        const box = range.getBoundingClientRect()
        length = box.top === top ? length + 1 : 1
        top = box.top
        longest = Math.max(longest, length)
    }
    return longest
}"""


def test_the_first_word_is_near_the_top_on_a_phone(browser_as, new_page, site, capsys):
    topic, _room = new_topic(site, TITLE, posts=21)
    pages = {
        "visitor": new_page(viewport=PHONE),
        "member": browser_as(next_member(), viewport=PHONE),
    }
    for reader, page in pages.items():
        page.goto(topic)
        y = page.evaluate(FIRST_WORD)
        with capsys.disabled():
            print(f"\nfirst word of a topic at 360 x 640, {reader}: y = {y}")
        assert y < 300


ROWS_OF_BAR = """() => new Set(Array.from(document.querySelector(".topic-bar").children)
    .map(item => Math.round(item.getBoundingClientRect().top))).size"""
REPLY = """
topic = Topic.objects.get(pk={pk})
actions.reply(topic, topic.author, source="Something new.", nonce=uuid.uuid4())
"""


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "pt-BR"])
def test_the_bar_of_a_returning_member_is_one_row_on_a_phone(browser_as, site, language, capsys):
    topic, _room = new_topic(site, TITLE, posts=21)
    page = browser_as(next_member(), viewport=PHONE, locale=language)
    page.goto(topic)
    run_on_site(site, REPLY.format(pk=topic.split("/")[2]))
    page.goto(topic)
    assert page.locator("[data-first-unread]").is_visible()
    y = page.evaluate(FIRST_WORD)
    with capsys.disabled():
        print(f"\nfirst word of a topic at 360 x 640, returning member, {language}: y = {y}")
    assert page.evaluate(ROWS_OF_BAR) == 1
    assert y < 300


def test_most_of_a_topic_is_text(new_page, site, capsys):
    topic, _room = run_on_site(site, MAKE_TOPIC).split()
    page = new_page(viewport=PHONE)
    page.goto(topic)
    share = page.evaluate(TEXT_SHARE)
    with capsys.disabled():
        print(f"\nshare of the height of 20 posts that is text, at 360 px: {share:.0%}")
    assert share >= 0.6


def test_a_line_of_text_has_at_most_66_characters(new_page, site):
    topic, _room = run_on_site(site, MAKE_TOPIC).split()
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(topic)
    assert 45 <= page.evaluate(LONGEST_LINE) <= 67  # and a space at the end


def test_the_menu_of_a_post_works_without_a_script_and_closes_with_escape(new_page, site):
    topic, _room = new_topic(site, "A menu")
    plain = new_page(java_script_enabled=False)
    plain.goto(topic)
    open_menu(plain, 1)
    plain.locator("#post-1").get_by_role("link", name="All actions").click()
    assert plain.url.endswith("/posts/1/")
    page = new_page()
    page.goto(topic)
    open_menu(page, 1)
    assert checkers.axe_violations(page) == []
    page.keyboard.press("Escape")
    menu = page.locator("#post-1 .post__menu")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("summary => summary === document.activeElement")
