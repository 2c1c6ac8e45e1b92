"""What a blocked member writes is collapsed, also when it arrives while the page is open."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import (
    frames_in,
    item_with,
    make_round_trip,
    new_topic,
    next_member,
    open_live,
    run_on_site,
    send,
    wait_on,
)


@pytest.mark.parametrize("where", ["topic", "room"])
def test_a_text_that_arrives_is_collapsed_for_the_reader_alone(browser_as, visitor, site, where):
    path = dict(zip(("topic", "room"), new_topic(site, f"Blocked in a {where}"), strict=True))[
        where
    ]
    reader, author = next_member(), next_member()
    run_on_site(
        site,
        f"""
from forum.blocking import actions as blocking
reader, author = (Member.objects.get(email=email) for email in ("{reader}", "{author}"))
blocking.block(author, reader)
""",
    )
    ana, ben = browser_as(reader), browser_as(author)
    open_live(visitor, path)
    frames = open_live(ana, path)
    ben.goto(path)
    if where == "room":
        ben.locator("post-composer textarea").press_sequentially("W")
        expect(visitor.locator("[data-typing]")).not_to_be_empty()
        wait_on(ana, lambda: frames_in(frames, "typing"))
        make_round_trip(ana)
        assert ana.locator("[data-typing]").text_content() == ""
    send(ben, "Words that Ana need not read.")
    text = item_with(visitor, "Words that Ana need not read.").locator(".prose")
    expect(text).to_be_visible()
    item = item_with(ana, "A text of a member you blocked. Show it")
    expect(item).to_have_count(1)
    hidden = item.locator(".prose")
    expect(hidden).to_have_text("Words that Ana need not read.")
    expect(hidden).to_be_hidden()
    item.locator(".blocked > summary").press("Enter")
    expect(hidden).to_be_visible()
