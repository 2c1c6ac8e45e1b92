"""Drafts in real browsers: begun on one, finished on another; an older tab is told; what was sent is gone."""

from playwright.sync_api import Page, expect

from tests.browser.steps import (
    item_with,
    new_topic,
    next_member,
    run_on_site,
    send,
)

SAVED = "Draft saved"
NEWER = "A newer draft of this text was saved"
DONE = "This text was sent or discarded"


def text(page: Page):
    return page.locator("post-composer textarea")


def type_in(page: Page, words: str) -> None:
    """Type over what is there, and wait until the server has it."""
    with page.expect_response(lambda answer: "/drafts/save/" in answer.url):
        text(page).fill(words)


def stored(site, words: str) -> str:
    """How many open drafts hold these words."""
    return run_on_site(
        site,
        f"from forum.drafts.models import Draft\nprint(Draft.objects.filter(closed=False, fields__source={words!r}).count())",
    ).strip()


def test_a_draft_begun_on_one_browser_is_finished_on_another(browser_as, site):
    topic, _room = new_topic(site, "Begun and finished")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    type_in(phone, "Begun on the phone,")
    expect(phone.locator("[data-discard]")).to_contain_text(SAVED)
    laptop.goto(topic)
    expect(text(laptop)).to_have_value("Begun on the phone,")
    expect(laptop.locator("[data-discard]")).to_contain_text(SAVED)
    type_in(laptop, "Begun on the phone, finished on the laptop.")
    laptop.get_by_role("button", name="Post reply").click()
    expect(item_with(laptop, "finished on the laptop")).to_be_visible()
    expect(text(laptop)).to_have_value("")
    expect(laptop.locator("[data-discard]")).to_be_hidden()
    for page in (phone, laptop):  # the phone has a copy of its own, too
        page.goto(topic)
        expect(item_with(page, "finished on the laptop")).to_be_visible()
        expect(text(page)).to_have_value("")
        expect(page.locator("[data-discard]")).to_be_hidden()
    phone.goto("/drafts/")
    expect(phone.get_by_text("You have no drafts")).to_be_visible()


def test_an_older_tab_is_told_and_chooses(browser_as, site):
    topic, _room = new_topic(site, "Two devices")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    laptop.goto(topic)
    type_in(phone, "From the phone")
    type_in(laptop, "From the laptop")
    alert = laptop.get_by_role("alert").filter(has_text=NEWER)
    expect(alert).to_be_visible()
    expect(alert.locator("[data-newer]")).to_have_text("From the phone")
    expect(text(laptop)).to_have_value("From the laptop")
    assert stored(site, "From the phone") == "1"
    laptop.get_by_role("button", name="Take the newer text").click()
    expect(text(laptop)).to_have_value("From the phone")
    expect(text(laptop)).to_be_focused()
    expect(alert).to_be_hidden()
    type_in(laptop, "From both")
    type_in(phone, "From the phone alone")
    expect(phone.get_by_role("alert").filter(has_text=NEWER)).to_be_visible()
    with phone.expect_response(lambda answer: "/drafts/save/" in answer.url):
        phone.get_by_role("button", name="Keep what I wrote here").click()
    expect(text(phone)).to_have_value("From the phone alone")
    laptop.goto(topic)
    expect(text(laptop)).to_have_value("From the phone alone")


def test_two_tabs_of_one_browser_do_not_overwrite_each_other(browser_as, site):
    topic, _room = new_topic(site, "Two tabs")
    one = browser_as(next_member())
    two = one.context.new_page()
    for tab in (one, two):
        tab.goto(topic)
        text(tab).focus()  # which fetches the script
        expect(tab.locator("[data-kept]")).to_be_visible()
    one.route("**/drafts/save/", lambda route: route.abort())  # the server does not know of it
    text(one).fill("In the first tab")
    one.wait_for_timeout(600)
    text(two).fill("In the second tab")
    alert = two.get_by_role("alert").filter(has_text=NEWER)
    expect(alert.locator("[data-newer]")).to_have_text("In the first tab")
    two.close()
    one.unroute("**/drafts/save/")
    one.reload()
    expect(text(one)).to_have_value("In the first tab")


def test_a_tab_that_still_holds_what_was_sent_is_told(browser_as, site):
    topic, _room = new_topic(site, "Sent elsewhere")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    type_in(phone, "Nearly done")
    laptop.goto(topic)
    send(laptop, "Done")
    expect(item_with(laptop, "Done")).to_be_visible()
    type_in(phone, "Nearly done, I think")
    expect(phone.get_by_role("alert").filter(has_text=DONE)).to_be_visible()
    with phone.expect_response(lambda answer: "/drafts/save/" in answer.url):
        phone.get_by_role("button", name="Keep what I wrote here").click()
    send(phone, "Another thought")
    expect(item_with(phone, "Another thought")).to_be_visible()
    assert stored(site, "Nearly done, I think") == "0"


def test_a_discarded_draft_is_gone_in_both(browser_as, site):
    topic, _room = new_topic(site, "Discarded")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    type_in(phone, "Never mind")
    laptop.goto("/drafts/")
    expect(laptop.locator(".row", has_text="Never mind")).to_be_visible()
    laptop.locator(".row", has_text="Never mind").get_by_role("button", name="Discard").click()
    expect(laptop.get_by_text("The draft is discarded.")).to_be_visible()
    phone.goto(topic)  # its own copy says what the server has had: it goes, too
    expect(text(phone)).to_have_value("")
    type_in(phone, "Second thoughts")
    phone.get_by_role("button", name="Discard the draft").click()
    expect(phone.get_by_text("The draft is discarded.")).to_be_visible()
    expect(text(phone)).to_have_value("")
    phone.reload()
    expect(text(phone)).to_have_value("")
    assert stored(site, "Second thoughts") == "0"


def test_what_is_typed_without_a_link_is_saved_when_it_is_back(browser_as, site):
    topic, _room = new_topic(site, "Without a link")
    ana = browser_as(next_member())
    ana.goto(topic)
    text(ana).focus()
    expect(ana.locator("[data-by-hand]")).to_be_hidden()
    ana.wait_for_timeout(500)
    ana.context.set_offline(True)
    text(ana).fill("On the bus")
    ana.wait_for_timeout(3000)
    assert stored(site, "On the bus") == "0"
    with ana.expect_response(lambda answer: "/drafts/save/" in answer.url):
        ana.context.set_offline(False)
    assert stored(site, "On the bus") == "1"


def test_what_was_typed_a_moment_before_leaving_is_saved(browser_as, site):
    topic, _room = new_topic(site, "Leaving")
    who = next_member()
    ana, other = browser_as(who), browser_as(who)
    ana.goto(topic)
    text(ana).focus()
    ana.wait_for_timeout(500)
    text(ana).fill("Just this")
    ana.goto("/about/")
    ana.wait_for_timeout(500)
    other.goto(topic)
    expect(text(other)).to_have_value("Just this")
    ana.goto(topic)  # the answer never reached the page: the same text is no conflict
    expect(text(ana)).to_have_value("Just this")
    ana.wait_for_timeout(1000)
    expect(ana.get_by_role("alert").filter(has_text=NEWER)).to_be_hidden()


def test_a_new_topic_an_edit_and_a_message_come_back_on_another_device(browser_as, site):
    topic, room = new_topic(site, "Everywhere")
    run_on_site(
        site,
        "from forum.drafts import actions\nactions.forget(Member.objects.get(handle='demo.priya').pk)",
    )
    phone, laptop = browser_as("practitioner"), browser_as("practitioner")
    phone.goto("/themes/sse-concept/start/")
    phone.locator("[name=title]").fill("A title")
    type_in(phone, "A first post")
    phone.locator("select[name=language]").select_option("fr")
    phone.wait_for_timeout(2600)
    edit = f"/topics/{topic.split('/')[2]}/posts/1/edit/"
    phone.goto(edit)
    type_in(phone, "The first post, better.")
    phone.goto(room)
    type_in(phone, "A message")
    laptop.goto("/drafts/")
    expect(laptop.locator(".row")).to_have_count(3)
    laptop.get_by_role("link", name="Everywhere").first.click()
    laptop.goto("/themes/sse-concept/start/")
    expect(laptop.locator("[name=title]")).to_have_value("A title")
    expect(laptop.locator("select[name=language]")).to_have_value("fr")
    expect(text(laptop)).to_have_value("A first post")
    laptop.goto(edit)
    expect(text(laptop)).to_have_value("The first post, better.")
    laptop.get_by_role("button", name="Save the changes").click()
    expect(item_with(laptop, "The first post, better.")).to_be_visible()
    laptop.goto(room)
    expect(text(laptop)).to_have_value("A message")
    laptop.locator("post-composer button").click()
    expect(item_with(laptop, "A message")).to_be_visible()
    laptop.goto("/drafts/")
    expect(laptop.locator(".row")).to_have_count(1)
    phone.goto(edit)
    expect(text(phone)).to_have_value("The first post, better.")
    expect(phone.locator("[data-discard]")).to_be_hidden()
    laptop.goto("/drafts/")
    laptop.locator(".row").get_by_role("button", name="Discard").click()


def test_drafts_without_javascript(browser_as, site):
    topic, _room = new_topic(site, "Drafts without a script")
    who = next_member()
    phone, laptop = (browser_as(who, java_script_enabled=False) for _ in range(2))
    phone.goto(topic)
    laptop.goto(topic)
    text(phone).fill("By hand <script>alert(1)</script>")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_text("Your draft is saved.")).to_be_visible()
    expect(text(phone)).to_have_value("By hand <script>alert(1)</script>")
    text(laptop).fill("By another hand")
    laptop.get_by_role("button", name="Save the draft").click()
    expect(laptop.get_by_role("heading", name=NEWER)).to_be_visible()
    expect(laptop.get_by_label("The newer text")).to_have_value("By hand <script>alert(1)</script>")
    expect(laptop.get_by_label("What you wrote here")).to_have_value("By another hand")
    laptop.get_by_role("button", name="Keep what I wrote here").click()
    expect(text(laptop)).to_have_value("By another hand")
    laptop.goto("/drafts/")
    laptop.get_by_role("link", name="Drafts without a script").click()
    laptop.get_by_role("button", name="Post reply").click()
    expect(laptop.locator(".post", has_text="By another hand")).to_be_visible()
    laptop.goto("/drafts/")
    expect(laptop.get_by_text("You have no drafts")).to_be_visible()
