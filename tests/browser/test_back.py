"""Back shows a list again as it was. What its reader has read since is no longer new."""

from playwright.sync_api import expect

from tests.browser.steps import id_in, new_topic, next_member, run_on_site


def test_after_back_the_topic_that_was_read_is_not_new(browser_as, site):
    path, _room = new_topic(site, "Read and back")
    email = next_member()
    ana = browser_as(email)
    ana.goto(path)
    theme = ana.locator(".topic-head__place a").first.get_attribute("href")
    run_on_site(
        site,
        f"""
topic = Topic.objects.get(pk={id_in(path)})
author = Member.objects.exclude(email="{email}").exclude(handle=None).first()
actions.reply(topic, author, source="Something newer.", nonce=uuid.uuid4())
""",
    )
    ana.goto(theme)
    row = ana.locator(".row--unread", has_text="Read and back")
    expect(row.get_by_text("1 new")).to_be_visible()
    row.get_by_role("link", name="Read and back").click()
    expect(ana.get_by_text("Something newer.")).to_be_in_viewport()
    ana.go_back()
    expect(ana.locator(".row", has_text="Read and back")).to_be_visible()
    expect(ana.locator(".row--unread", has_text="Read and back")).to_have_count(0)
    expect(ana.locator(".row", has_text="Read and back").get_by_text("1 new")).to_be_hidden()
