"""Two members write to each other in private, live, and the one who leaves reads nothing more."""

from playwright.sync_api import expect

from tests.browser.steps import item_with, next_member, send


def test_two_members_write_in_private_and_one_leaves(browser_as, site):
    other = next_member()
    ana, ben = browser_as(next_member()), browser_as(other)
    handle = "demo." + other.partition("@")[0]
    ana.goto("/notes/new/")
    field = ana.get_by_label("To")
    field.press_sequentially(f"@{handle}")
    option = ana.get_by_role("option").filter(has_text=f"@{handle}").first
    option.click()
    expect(field).to_have_value(f"@{handle} ")
    ana.get_by_label("Your note").fill("Between *us*")
    ana.get_by_role("button", name="Send").click()
    expect(item_with(ana, "Between us")).to_be_visible()
    ben.goto(ana.url)
    expect(item_with(ben, "Between us")).to_be_visible()
    send(ben, "I read you")
    expect(item_with(ana, "I read you")).to_be_visible()
    send(ana, "Live, too")
    expect(item_with(ben, "Live, too")).to_be_visible()
    ben.get_by_role("link", name="2 people").click()
    ben.get_by_role("button", name="Leave the conversation").click()
    expect(ben.get_by_text("You have left the conversation.")).to_be_visible()
    expect(ana.get_by_role("link", name="1 person")).to_be_visible()
    assert ben.goto(ana.url).status == 404
