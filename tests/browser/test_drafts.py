"""Drafts in real browsers: an older tab learns of a newer text, and a sent text is no draft."""

from playwright.sync_api import Page, expect

from bench.served.sites import wait_until
from tests.browser.steps import item_with, load_composer, new_topic, next_member, run_on_site, send

SAVED = "Draft saved"
NEWER = "A newer draft of this text has been saved"
DONE = "This text has already been sent or discarded"


def text(page: Page):
    return page.locator("post-composer textarea")


def saving(page: Page):
    """Wait at the end of the `with` block until the server has answered a save of the draft."""
    return page.expect_response(lambda answer: "/drafts/save/" in answer.url)


def type_in(page: Page, words: str) -> None:
    """Replace the text and wait until the server has saved it."""
    with saving(page):
        text(page).fill(words)


def wait_until_kept(page: Page, words: str) -> None:
    """Wait until this browser has stored these words."""
    page.wait_for_function(
        "words => Object.values(localStorage).some(text => text.includes(words))", arg=words
    )


def drafts_with(site, words: str) -> str:
    """How many open drafts on the server contain these words."""
    drafts = f"Draft.objects.filter(closed=False, fields__source={words!r})"
    return run_on_site(
        site, f"from forum.drafts.models import Draft\nprint({drafts}.count())"
    ).strip()


def test_a_draft_begun_on_one_browser_is_finished_on_another(browser_as, site):
    topic, _room = new_topic(site, "Begun and finished")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    type_in(phone, "Begun on the phone,")
    expect(phone.locator("[data-discard-sequence]")).to_contain_text(SAVED)
    laptop.goto(topic)
    expect(text(laptop)).to_have_value("Begun on the phone,")
    expect(laptop.locator("[data-discard-sequence]")).to_contain_text(SAVED)
    type_in(laptop, "Begun on the phone, finished on the laptop.")
    laptop.get_by_role("button", name="Post reply").click()
    expect(item_with(laptop, "finished on the laptop")).to_be_visible()
    expect(text(laptop)).to_have_value("")
    expect(laptop.locator("[data-discard-sequence]")).to_be_hidden()
    for page in (phone, laptop):  # the phone has its own copy
        page.goto(topic)
        expect(item_with(page, "finished on the laptop")).to_be_visible()
        expect(text(page)).to_have_value("")
        expect(page.locator("[data-discard-sequence]")).to_be_hidden()
    phone.goto("/drafts/")
    expect(phone.get_by_text("You have no drafts")).to_be_visible()


def test_an_older_tab_shows_a_newer_text_and_lets_the_member_choose(browser_as, site):
    topic, _room = new_topic(site, "Two devices")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    laptop.goto(topic)
    type_in(phone, "From the phone")
    type_in(laptop, "From the laptop")
    alert = laptop.get_by_role("alert").filter(has_text=NEWER)
    expect(alert).to_be_visible()
    expect(alert.locator("[data-newer-text]")).to_have_text("From the phone")
    expect(text(laptop)).to_have_value("From the laptop")
    assert drafts_with(site, "From the phone") == "1"
    laptop.get_by_role("button", name="Use the newer text").click()
    expect(text(laptop)).to_have_value("From the phone")
    expect(text(laptop)).to_be_focused()
    expect(alert).to_be_hidden()
    type_in(laptop, "From both")
    type_in(phone, "From the phone alone")
    expect(phone.get_by_role("alert").filter(has_text=NEWER)).to_be_visible()
    with saving(phone):
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
        load_composer(tab)
    one.route("**/drafts/save/", lambda route: route.abort())  # the server does not get the text
    text(one).fill("In the first tab")
    wait_until_kept(one, "In the first tab")
    text(two).fill("In the second tab")
    alert = two.get_by_role("alert").filter(has_text=NEWER)
    expect(alert.locator("[data-newer-text]")).to_have_text("In the first tab")
    two.close()
    one.unroute("**/drafts/save/")
    one.reload()
    expect(text(one)).to_have_value("In the first tab")


def test_a_tab_with_a_text_that_was_sent_elsewhere_says_so(browser_as, site):
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
    with saving(phone):
        phone.get_by_role("button", name="Keep what I wrote here").click()
    send(phone, "Another thought")
    expect(item_with(phone, "Another thought")).to_be_visible()
    assert drafts_with(site, "Nearly done, I think") == "0"


def test_a_discarded_draft_disappears_on_both_devices(browser_as, site):
    topic, _room = new_topic(site, "Discarded")
    who = next_member()
    phone, laptop = browser_as(who), browser_as(who)
    phone.goto(topic)
    type_in(phone, "Never mind")
    laptop.goto("/drafts/")
    expect(laptop.locator(".row", has_text="Never mind")).to_be_visible()
    laptop.locator(".row", has_text="Never mind").get_by_role("button", name="Discard").click()
    expect(laptop.get_by_text("The draft has been discarded.")).to_be_visible()
    phone.goto(topic)  # the server had the copy that the phone keeps, so the phone drops it
    expect(text(phone)).to_have_value("")
    type_in(phone, "Second thoughts")
    phone.get_by_role("button", name="Discard the draft").click()
    expect(phone.get_by_text("The draft has been discarded.")).to_be_visible()
    expect(text(phone)).to_have_value("")
    phone.reload()
    expect(text(phone)).to_have_value("")
    assert drafts_with(site, "Second thoughts") == "0"


def test_a_text_typed_offline_is_saved_when_the_connection_returns(browser_as, site):
    topic, _room = new_topic(site, "Without a link")
    ana = browser_as(next_member())
    ana.clock.install()
    ana.goto(topic)
    load_composer(ana)
    expect(ana.locator("[data-no-script]")).to_be_hidden()
    expect(ana.locator("outbox-list:defined")).to_be_attached()  # the last script
    ana.context.set_offline(True)
    text(ana).fill("On the bus")
    wait_until_kept(ana, "On the bus")
    ana.clock.run_for(3000)  # ms; the script saves after a pause of 2 s
    assert drafts_with(site, "On the bus") == "0"
    with saving(ana):
        ana.context.set_offline(False)
    assert drafts_with(site, "On the bus") == "1"


def test_a_text_typed_just_before_the_page_is_left_is_saved(browser_as, site):
    topic, _room = new_topic(site, "Leaving")
    who = next_member()
    ana, other = browser_as(who), browser_as(who)
    ana.goto(topic)
    load_composer(ana)
    text(ana).fill("Just this")
    ana.goto("/about/")
    wait_until(lambda: drafts_with(site, "Just this") == "1")
    other.goto(topic)
    expect(text(other)).to_have_value("Just this")
    # The answer never reached the page. It saves the same text again, and that is no conflict.
    with saving(ana):
        ana.goto(topic)
    expect(text(ana)).to_have_value("Just this")
    expect(ana.locator("[data-discard-sequence]")).to_contain_text(SAVED)
    expect(ana.get_by_role("alert").filter(has_text=NEWER)).to_be_hidden()


def test_drafts_of_a_topic_an_edit_and_a_message_appear_on_another_device(browser_as, site):
    topic, room = new_topic(site, "Everywhere")
    member = "Member.objects.get(handle='demo.priya')"
    run_on_site(
        site, f"from forum.drafts import actions\nactions.delete_all_of_member({member}.pk)"
    )
    phone, laptop = browser_as("practitioner"), browser_as("practitioner")
    phone.goto("/themes/sse-concept/start/")
    phone.locator("[name=title]").fill("A title")
    type_in(phone, "A first post")
    with saving(phone):
        phone.locator("select[name=language]").select_option("fr")
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
    laptop.get_by_role("button", name="Save changes").click()
    expect(item_with(laptop, "The first post, better.")).to_be_visible()
    laptop.goto(room)
    expect(text(laptop)).to_have_value("A message")
    laptop.locator("post-composer button").click()
    expect(item_with(laptop, "A message")).to_be_visible()
    laptop.goto("/drafts/")
    expect(laptop.locator(".row")).to_have_count(1)
    phone.goto(edit)
    expect(text(phone)).to_have_value("The first post, better.")
    expect(phone.locator("[data-discard-sequence]")).to_be_hidden()
    laptop.goto("/drafts/")
    laptop.locator(".row").get_by_role("button", name="Discard").click()


def test_drafts_work_without_javascript(browser_as, site):
    topic, _room = new_topic(site, "Drafts without a script")
    who = next_member()
    phone, laptop = (browser_as(who, java_script_enabled=False) for _ in range(2))
    phone.goto(topic)
    laptop.goto(topic)
    text(phone).fill("By hand <script>alert(1)</script>")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_text("Your draft has been saved.")).to_be_visible()
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
