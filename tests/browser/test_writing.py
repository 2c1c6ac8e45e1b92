"""Aids for writing: completion, titles of links, quotations, replies and similar topics."""

import re

from playwright.sync_api import expect

from tests import checkers
from tests.browser.conftest import sign_in
from tests.browser.steps import (
    id_in,
    item_with,
    load_composer,
    make_round_trip,
    new_topic,
    next_member,
    open_menu,
    send,
    wait_for_worker,
)

LONGER_THAN_THE_PAUSE = 600  # ms; the scripts ask the server after a pause of 250 ms


def test_a_reply_in_a_room_names_the_author_of_the_message(browser_as, site):
    _topic, room = new_topic(site, "Answers")
    ana, ben = browser_as(next_member()), browser_as("constituent")
    ana.goto(room)
    ben.goto(room)
    send(ana, "Who knows a good statute?")
    question = item_with(ben, "Who knows a good statute?")
    name = question.locator("[data-name]").inner_text()
    question.get_by_label("Actions for message 1").click()
    question.get_by_role("link", name="Reply", exact=True).click()
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


def test_the_sentence_that_a_text_is_not_sent_yet_leaves_with_the_text(visitor, site):
    topic, _room = new_topic(site, "Waiting")
    visitor.goto(topic)
    visitor.locator("textarea").fill("I waited.")
    visitor.get_by_role("button", name="Post reply").click()
    visitor.wait_for_url("**/accounts/login/**")
    sign_in(visitor, next_member())
    visitor.goto(topic)
    expect(visitor.get_by_text("It has not been sent yet")).to_be_visible()
    visitor.get_by_role("button", name="Post reply").click()
    expect(item_with(visitor, "I waited.")).to_be_visible()
    expect(visitor.get_by_text("It has not been sent yet")).to_have_count(0)


def active_suggestion(page) -> str:
    """The text of the suggestion that the field points to, or ""."""
    active = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
    return page.evaluate(f"({active} || {{ textContent: '' }}).textContent")


def requests_to(page, path: str) -> list[str]:
    """A list to which the URLs are added that the page requests and that contain `path`."""
    urls: list[str] = []

    def add(request) -> None:
        if path in request.url:
            urls.append(request.url)

    page.on("request", add)
    return urls


def test_a_username_is_completed_by_keyboard(browser_as, site):
    topic, _room = new_topic(site, "Completion")
    page = browser_as(next_member())
    page.clock.install()
    page.goto(topic)
    field = page.get_by_label("Your reply")
    load_composer(page)
    field.press_sequentially("Thanks @pri", delay=30)
    suggestions = page.get_by_role("listbox", name="Suggestions")
    options = suggestions.get_by_role("option")
    expect(options.first).to_contain_text("@demo.priya")
    for name, value in (("aria-autocomplete", "list"), ("aria-controls", "suggestions")):
        expect(field).to_have_attribute(name, value)
    assert field.get_attribute("role") is None
    assert "@demo.priya" in active_suggestion(page)
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
    requests = requests_to(page, "/compose/")
    field.press_sequentially("a", delay=30)
    page.clock.run_for(LONGER_THAN_THE_PAUSE)
    assert requests == []
    expect(suggestions).to_be_hidden()
    field.press("Enter")
    expect(field).to_have_value("Thanks @priya\n")


def test_code_addresses_and_headings_are_not_completed(browser_as, site):
    topic, _room = new_topic(site, "No completion")
    page = browser_as(next_member())
    page.clock.install()
    page.goto(topic)
    requests = requests_to(page, "/compose/")
    field = page.get_by_label("Your reply")
    load_composer(page)
    field.press_sequentially("`@pri ana@pri", delay=20)
    page.clock.run_for(LONGER_THAN_THE_PAUSE)
    field.press("Enter")
    field.press_sequentially("# Heading", delay=20)
    page.clock.run_for(LONGER_THAN_THE_PAUSE)
    assert requests == []


def test_a_topic_is_linked_in_a_room_on_a_phone(browser_as, site):
    _topic, room = new_topic(site, "[Brackets](x) and *stars*")
    page = browser_as(next_member(), viewport={"width": 360, "height": 640}, has_touch=True)
    page.goto(room)
    field = page.locator("textarea")
    field.click()
    option = page.get_by_role("option", name="[Brackets](x) and *stars*")
    wait_for_worker(site)  # it adds the topic to the search index
    field.press_sequentially("See #brackets", delay=30)
    expect(option).to_be_visible()
    option_box, field_box = option.bounding_box(), field.bounding_box()
    assert checkers.axe_violations(page) == []
    # The option is on the screen and above the line that is typed.
    assert option_box["y"] >= 0
    assert option_box["y"] + option_box["height"] <= field_box["y"] + 20
    option.tap()
    expect(field).to_be_focused()
    page.locator("post-composer button:not([type=button])").click()
    link = item_with(page, "See").get_by_role("link", name="[Brackets](x) and *stars*")
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("[Brackets](x) and *stars*")


def test_a_pasted_link_gets_its_title_and_undo_restores_the_bare_link(browser_as, site):
    topic, _room = new_topic(site, "Pasted")
    page = browser_as(next_member())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(topic)
    field = page.get_by_label("Your reply")
    address = f"{site.url}{topic}?page=1#post-1"
    page.evaluate("text => navigator.clipboard.writeText(text)", address)
    load_composer(page)
    field.press_sequentially("See ")
    field.press("Control+v")
    link = rf"See \[Pasted, post 1 by .+\]\(/topics/{id_in(topic)}/1\)$"
    expect(field).to_have_value(re.compile(link))
    titled = field.input_value()
    field.press("Control+z")
    expect(field).to_have_value(f"See {address}")
    field.press("Control+y")
    expect(field).to_have_value(titled)
    for before in ("`", "[here]("):
        field.fill("")
        field.press_sequentially(before)
        with page.expect_response("**/compose/title/**"):
            field.press("Control+v")
        make_round_trip(page)
        expect(field).to_have_value(before + address)
    page.route("**/compose/title/**", lambda route: route.abort())
    field.fill("")
    with page.expect_event("requestfailed", lambda request: "/compose/title/" in request.url):
        field.press("Control+v")
    make_round_trip(page)
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
    load_composer(page)
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
    open_menu(page, 2)
    page.get_by_role("button", name="Copy link to post 2").click()
    expect(page.locator("[data-announce]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}/topics/{id_in(topic)}/2"
    expect(page.locator("[data-announce]")).to_have_text("")
    page.goto(room)
    send(page, "A message to point at")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )  # as over plain HTTP
    page.get_by_label("Actions for message 1").click()
    button = page.get_by_role("button", name="Copy link to message 1")
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
    wait_for_worker(site)  # it adds the topic to the search index
    title.press_sequentially("Insurance of a quinoa harvest", delay=10)
    expect(link).to_be_visible()
    expect(page.locator("[data-similar] [role=status]")).to_contain_text("like yours")
    page.get_by_label("First post").fill("Who has one?")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quinoa")
    page.go_back()
    expect(page.get_by_label("First post")).to_have_value("Who has one?")
    expect(page.get_by_label("Title")).to_have_value("Insurance of a quinoa harvest")
