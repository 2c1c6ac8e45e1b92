"""What helps who writes: completion, links with titles, quotations, answers, links to copy, topics like a new one."""

from playwright.sync_api import expect

from tests.browser.places import anyone, item, new_topic, write


def test_an_answer_in_a_room_says_whom_it_answers(browser_as, site):
    _topic, room = new_topic(site, "Answers")
    ana, ben = browser_as(anyone()), browser_as("constituent")
    ana.goto(room)
    ben.goto(room)
    write(ana, "Who knows a good statute?")
    asked = item(ben, "Who knows a good statute?")
    name = asked.locator("[data-name]").inner_text()
    asked.get_by_role("link", name="Reply to message 1").click()
    expect(ben.locator("[data-reply-to]")).to_contain_text(f"In reply to {name}")
    expect(ben.locator("textarea")).to_be_focused()
    write(ben, "We do.")
    answer = item(ana, "We do.")
    expect(answer.get_by_role("link", name=f"In reply to {name}")).to_be_visible()
    expect(ben.locator("[data-reply-to]")).to_be_hidden()
    write(ben, "And so does Ana.")
    expect(item(ana, "And so does Ana.").get_by_role("link", name="In reply")).to_have_count(0)
    answer.get_by_role("link", name=f"In reply to {name}").click()
    expect(item(ana, "Who knows a good statute?")).to_be_in_viewport()
