"""What helps who writes: completion, links with titles, quotations, answers, links to copy, topics like a new one."""

import re

from playwright.sync_api import expect

from tests import checkers
from tests.browser.steps import (
    item_with,
    new_topic,
    next_member,
    send,
)


def test_an_answer_in_a_room_says_whom_it_answers(browser_as, site):
    _topic, room = new_topic(site, "Answers")
    ana, ben = browser_as(next_member()), browser_as("constituent")
    ana.goto(room)
    ben.goto(room)
    send(ana, "Who knows a good statute?")
    asked = item_with(ben, "Who knows a good statute?")
    name = asked.locator("[data-name]").inner_text()
    asked.get_by_role("link", name="Reply to message 1").click()
    expect(ben.locator("[data-reply-to]")).to_contain_text(f"In reply to {name}")
    expect(ben.locator("textarea")).to_be_focused()
    send(ben, "We do.")
    answer = item_with(ana, "We do.")
    expect(answer.get_by_role("link", name=f"In reply to {name}")).to_be_visible()
    expect(ben.locator("[data-reply-to]")).to_be_hidden()
    send(ben, "And so does Ana.")
    expect(item_with(ana, "And so does Ana.").get_by_role("link", name="In reply")).to_have_count(0)
    answer.get_by_role("link", name=f"In reply to {name}").click()
    expect(item_with(ana, "Who knows a good statute?")).to_be_in_viewport()


def active(page) -> str:
    """The text of the suggestion that the field points to; "" for none."""
    there = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    return page.evaluate(f"({there} || {{ textContent: '' }}).textContent")


def test_a_member_is_completed_by_keyboard(browser_as, site):
    topic, _room = new_topic(site, "Completion")
    page = browser_as(next_member())
    page.goto(topic)
    field = page.get_by_label("Your reply")
    field.click()
    expect(page.locator("[data-kept]")).to_be_visible()  # the script is there
    field.press_sequentially("Thanks @pri", delay=30)
    suggestions = page.get_by_role("listbox", name="Suggestions")
    options = suggestions.get_by_role("option")
    expect(options.first).to_contain_text("@demo.priya")
    for name, value in (("aria-autocomplete", "list"), ("aria-controls", "suggestions")):
        expect(field).to_have_attribute(name, value)
    assert field.get_attribute("role") is None
    assert "@demo.priya" in active(page)
    expect(suggestions).to_be_in_viewport()
    field.press("Enter")
    expect(field).to_have_value("Thanks @demo.priya ")
    expect(suggestions).to_be_hidden()
    field.press("Control+z")
    expect(field).to_have_value("Thanks @pri")
    field.press("End")
    field.press_sequentially("y", delay=30)
    expect(options.first).to_be_visible()
    field.press("Escape")
    expect(suggestions).to_be_hidden()
    field.press_sequentially("a", delay=30)
    page.wait_for_timeout(500)
    expect(suggestions).to_be_hidden()
    field.press("Enter")
    expect(field).to_have_value("Thanks @priya\n")


def test_in_code_and_addresses_nothing_is_offered(browser_as, site):
    topic, _room = new_topic(site, "No completion")
    page = browser_as(next_member())
    page.goto(topic)
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/compose/" in request.url else None
    )
    field = page.get_by_label("Your reply")
    field.click()
    expect(page.locator("[data-kept]")).to_be_visible()  # the script is there
    field.press_sequentially("`@pri ana@pri", delay=20)
    field.press("Enter")
    field.press_sequentially("# Heading", delay=20)
    page.wait_for_timeout(600)
    assert asked == []


def test_a_topic_is_linked_in_a_room_on_a_phone(browser_as, site):
    _topic, room = new_topic(site, "[Brackets](x) and *stars*")
    page = browser_as(next_member(), viewport={"width": 360, "height": 640}, has_touch=True)
    page.goto(room)
    field = page.locator("textarea")
    field.click()
    option = page.get_by_role("option", name="[Brackets](x) and *stars*")
    for _once_more in range(10):  # the worker takes a moment
        field.fill("")
        page.wait_for_timeout(400)
        field.press_sequentially("See #brackets", delay=30)
        page.wait_for_timeout(800)
        if option.count():
            break
    expect(option).to_be_visible()
    box, where = option.bounding_box(), field.bounding_box()
    assert checkers.axe_violations(page) == []
    assert (
        box["y"] >= 0 and box["y"] + box["height"] <= where["y"] + 20
    )  # above the line that is typed
    option.tap()
    expect(field).to_be_focused()
    page.locator("post-composer button:not([type=button])").click()
    link = item_with(page, "See").get_by_role("link", name="[Brackets](x) and *stars*")
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("[Brackets](x) and *stars*")


def test_a_pasted_link_gets_its_title_and_undo_takes_it_back(browser_as, site):
    topic, _room = new_topic(site, "Pasted")
    page = browser_as(next_member())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(topic)
    field = page.get_by_label("Your reply")
    address = f"{site.url}{topic}?page=1#post-1"
    page.evaluate("text => navigator.clipboard.writeText(text)", address)
    field.click()
    expect(page.locator("[data-kept]")).to_be_visible()  # the script is there
    field.press_sequentially("See ")
    field.press("Control+v")
    pk = topic.split("/")[2]
    expect(field).to_have_value(re.compile(rf"See \[Pasted, post 1 by .+\]\(/topics/{pk}/1\)$"))
    titled = field.input_value()
    field.press("Control+z")
    expect(field).to_have_value(f"See {address}")
    field.press("Control+y")
    expect(field).to_have_value(titled)
    for before in ("`", "[here]("):
        field.fill("")
        field.press_sequentially(before)
        field.press("Control+v")
        page.wait_for_timeout(600)
        expect(field).to_have_value(before + address)
    page.route("**/compose/title/**", lambda route: route.abort())
    field.fill("")
    field.press("Control+v")
    page.wait_for_timeout(400)
    expect(field).to_have_value(address)


def quote(page, number: int) -> None:
    page.get_by_role("button", name=f"Quote post {number}", exact=True).click()


def test_posts_of_two_pages_are_quoted_in_one_reply(browser_as, site):
    topic, _room = new_topic(site, "Quotations", posts=22)
    page = browser_as(next_member())
    page.goto(topic)
    field = page.get_by_label("Your reply")
    quote(page, 2)
    expect(field).to_have_value(re.compile("Post number 2"))
    page.locator("#post-3 .prose").evaluate("""prose => {
        const words = prose.querySelector("p").firstChild
        getSelection().setBaseAndExtent(words, 5, words, 11)
    }""")
    quote(page, 3)
    expect(field).to_have_value(re.compile("/3\\)\n>\n> number\n"))
    page.goto(f"{topic}?page=2")
    expect(field).to_have_value(re.compile("> number\n"))
    quote(page, 21)
    expect(field).to_have_value(
        re.compile("Post number 2\\.(.|\n)*> number\n(.|\n)*Post number 21")
    )
    page.goto(f"{topic}posts/22/")
    page.get_by_role("link", name="Quote in a reply").click()
    expect(field).to_have_value(
        re.compile("Post number 2\\.(.|\n)*> number\n(.|\n)*Post number 21(.|\n)*Post number 22")
    )
    page.reload()
    page.wait_for_timeout(500)
    assert field.input_value().count("Post number 22") == 1
    page.locator("post-composer button:not([type=button])").click()
    reply = page.locator("#post-23")
    expect(reply.locator("blockquote")).to_have_count(4)
    assert [
        link.get_attribute("href").split("/")[-1] for link in reply.locator("blockquote a").all()
    ] == [
        "2",
        "3",
        "21",
        "22",
    ]


def test_a_link_is_copied(browser_as, site):
    topic, room = new_topic(site, "Copies", posts=2)
    page = browser_as(next_member())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(topic)
    page.get_by_role("button", name="Copy link to post 2").click()
    expect(page.locator("[data-announce]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}/topics/{topic.split('/')[2]}/2"
    expect(page.locator("[data-announce]")).to_have_text("")
    page.goto(room)
    send(page, "A message to point at")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )  # as over plain HTTP
    button = item_with(page, "A message to point at").get_by_role(
        "button", name="Copy link to message 1"
    )
    button.click()
    expect(page.locator("[data-announce]")).to_have_text("Copied")
    expect(button).to_be_focused()
    field = page.locator("textarea")
    field.press("Control+v")
    expect(field).to_have_value(re.compile(rf"{site.url}{room}1|Copies, message 1"))


def test_similar_topics_are_shown_while_a_title_is_typed_and_the_text_stays(browser_as, site):
    topic, _room = new_topic(site, "Quinoa harvest insurance for <i>smallholders</i>")
    page = browser_as(next_member())
    page.goto("/themes/")
    page.locator(".card__title a").first.click()
    page.get_by_role("link", name="Start a topic").first.click()
    title = page.get_by_label("Title")
    link = page.get_by_role("link", name="Quinoa harvest insurance for <i>smallholders</i>")
    for _once_more in range(10):  # the worker takes a moment
        title.fill("")
        title.press_sequentially("Insurance of a quinoa harvest", delay=10)
        page.wait_for_timeout(800)
        if link.count():
            break
    expect(link).to_be_visible()
    expect(page.locator("[data-similar] [role=status]")).to_contain_text("like yours")
    page.get_by_label("First post").fill("Who has one?")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quinoa")
    page.go_back()
    expect(page.get_by_label("First post")).to_have_value("Who has one?")
    expect(page.get_by_label("Title")).to_have_value("Insurance of a quinoa harvest")
