"""A topic's page while others write: no post is lost or doubled, and the page does not jump."""

import re

import pytest
from playwright.sync_api import WebSocket, expect

from tests.browser.steps import (
    id_in,
    item_with,
    load_composer,
    make_round_trip,
    new_topic,
    next_member,
    open_live,
    run_on_site,
    send,
)


def test_a_reply_reaches_the_other_reader(browser_as, visitor, site):
    topic, _room = new_topic(site, "A reply")
    ana = browser_as(next_member())
    visitor.goto(topic)
    ana.goto(topic)
    send(ana, "Is this thing on?")
    expect(item_with(ana, "Is this thing on?")).to_have_count(1)
    expect(item_with(visitor, "Is this thing on?")).to_have_count(1)
    expect(ana.locator("textarea")).to_have_value("")


def test_two_clicks_send_once(browser_as, site):
    topic, _room = new_topic(site, "Two presses")
    ana = browser_as(next_member())
    ana.goto(topic)
    ana.locator("textarea").fill("Only once.")
    ana.locator("post-composer button:not([type=button])").dblclick()
    ana.locator("textarea").press("Control+Enter")
    expect(item_with(ana, "Only once.")).to_have_count(1)
    ana.reload()
    expect(item_with(ana, "Only once.")).to_have_count(1)


def test_an_edit_a_deletion_and_a_new_title_are_seen_live(visitor, site):
    topic, _room = new_topic(site, "Old title", posts=3)
    visitor.goto(topic)
    expect(item_with(visitor, "Post number 3.")).to_be_visible()
    run_on_site(
        site,
        f"""
post = Post.objects.get(topic={id_in(topic)}, number=2)
actions.edit(post, post.author, source="Now another text.", language="en", version=1)
post = Post.objects.get(topic={id_in(topic)}, number=3)
actions.delete(post, post.author)
facilitation.retitle(post.topic, Member.objects.get(handle="demo.admin"), title="New title")
""",
    )
    expect(item_with(visitor, "Now another text.")).to_be_visible(timeout=40_000)
    expect(item_with(visitor, "Post number 3.")).to_have_count(0)
    expect(visitor.get_by_role("heading", name="New title")).to_be_visible()
    expect(visitor).to_have_title(re.compile("New title"))


def test_a_full_page_says_how_many_new_posts_there_are(browser_as, visitor, site):
    topic, _room = new_topic(site, "A full page", posts=20)
    ana = browser_as(next_member())
    visitor.goto(topic)
    ana.goto(topic)
    send(ana, "The first of page two.")
    ana.wait_for_url("**page=2*")
    expect(visitor.get_by_role("link", name="1 new post")).to_be_visible()
    visitor.get_by_role("link", name="1 new post").click()
    expect(item_with(visitor, "The first of page two.")).to_be_in_viewport()


def test_a_new_post_below_the_screen_moves_nothing(browser_as, visitor, site):
    topic, _room = new_topic(site, "Below", posts=15)
    ana = browser_as(next_member())
    visitor.goto(topic)
    ana.goto(topic)
    before = visitor.locator("#post-2").bounding_box()
    send(ana, "Far below.")
    expect(visitor.get_by_role("link", name="1 new post")).to_be_visible()
    assert visitor.locator("#post-2").bounding_box() == before
    visitor.get_by_role("link", name="1 new post").click()
    expect(item_with(visitor, "Far below.")).to_be_in_viewport()
    expect(visitor.get_by_role("link", name="1 new post")).to_be_hidden()


def test_a_typed_text_survives_a_reload_and_a_refusal(browser_as, site):
    topic, _room = new_topic(site, "Kept")
    ana = browser_as(next_member())
    ana.goto(topic)
    ana.locator("textarea").fill("Half a thought")
    expect(ana.locator("[data-text-is-stored]")).to_be_visible()
    ana.reload()
    expect(ana.locator("textarea")).to_have_value("Half a thought")
    send(ana, "[nothing]: https://example.org/")
    expect(ana.get_by_role("alert")).to_be_visible()
    expect(ana.locator("textarea")).to_have_value("[nothing]: https://example.org/")
    send(ana, "A whole thought")
    expect(item_with(ana, "A whole thought")).to_be_visible()
    expect(ana.locator("textarea")).to_have_value("")
    ana.reload()
    expect(ana.locator("textarea")).to_have_value("")


def test_back_after_sending_offers_an_empty_form_that_sends(browser_as, site):
    topic, _room = new_topic(site, "Back")
    ana = browser_as(next_member())
    ana.goto(topic)
    send(ana, "The first of two.")
    expect(item_with(ana, "The first of two.")).to_be_visible()
    ana.goto("/themes/")
    ana.go_back()
    expect(ana.locator("textarea")).to_have_value("")
    send(ana, "The second of two.")
    expect(item_with(ana, "The second of two.")).to_have_count(1)


def test_a_post_that_is_on_the_page_counts_as_sent_although_its_answer_never_comes(
    browser_as, site
):
    topic, _room = new_topic(site, "No answer")
    ana = browser_as(next_member())
    ana.goto(topic)
    load_composer(ana)
    ana.route("**/reply/", lambda route: (route.fetch(), route.abort()))
    with ana.expect_event("requestfailed", lambda request: request.url.endswith("/reply/")):
        send(ana, "I was heard.")
    expect(item_with(ana, "I was heard.")).to_be_visible()
    expect(ana.locator("textarea")).to_have_value("")
    make_round_trip(ana)
    expect(ana.locator("outbox-list li")).to_have_count(0)
    ana.reload()
    expect(ana.locator("textarea")).to_have_value("")
    expect(item_with(ana, "I was heard.")).to_have_count(1)


def test_a_text_sent_before_the_script_was_loaded_is_not_offered_again(browser_as, site):
    topic, _room = new_topic(site, "Faster than the script")
    ana = browser_as(next_member())
    ana.goto(topic)
    ana.locator("textarea").fill("Quick as a flash.")
    expect(ana.locator("[data-text-is-stored]")).to_be_visible()
    # The browser does this while no script listens yet.
    ana.locator("#composer").evaluate("form => { form.dataset.sent = '1'; form.submit() }")
    expect(item_with(ana, "Quick as a flash.")).to_be_visible()
    ana.goto("/themes/")
    ana.goto(topic)
    expect(ana.locator("textarea")).to_have_value("")
    expect(
        ana.get_by_role("alert").filter(has_text="has already been sent or discarded")
    ).to_be_hidden()


def test_the_server_renders_the_preview(browser_as, site):
    topic, _room = new_topic(site, "Preview")
    ana = browser_as(next_member())
    ana.goto(topic)
    ana.locator("textarea").fill("A word")
    ana.locator("textarea").select_text()
    ana.get_by_role("button", name="Bold").click()
    expect(ana.locator("textarea")).to_have_value("**A word**")
    ana.get_by_role("button", name="Preview").click()
    expect(ana.get_by_role("region", name="Preview").locator("strong")).to_have_text("A word")


def test_a_closed_topic_stops_the_composer_and_keeps_the_text(browser_as, site):
    topic, _room = new_topic(site, "Closing")
    ben = browser_as(next_member())
    ben.goto(topic)
    ben.locator("textarea").fill("I was about to say")
    run_on_site(
        site,
        f"""
topic = Topic.objects.get(pk={id_in(topic)})
facilitation.set_closed(topic, Member.objects.get(handle="demo.admin"), closed=True)
""",
    )
    expect(ben.get_by_role("alert")).to_contain_text("closed", timeout=40_000)
    expect(ben.locator("textarea")).to_have_value("I was about to say")


def test_an_edit_of_the_first_unread_post_keeps_it_below_the_divider(browser_as, site):
    topic, _room = new_topic(site, "The divider", posts=22)
    ana = browser_as(next_member())
    ana.goto(f"{topic}?page=2")
    divider = ana.locator("[data-divider] + #post-21")
    for _attempt in range(5):  # the service worker may read the page in between
        status = ana.evaluate(
            "path => fetch(path, { method: 'POST', redirect: 'manual' }).then(({ type }) => type)",
            f"/topics/{id_in(topic)}/posts/21/unread/",
        )
        assert status == "opaqueredirect"
        open_live(ana, f"{topic}?page=2")
        if divider.count():
            break
    expect(divider).to_contain_text("Post number 21.")
    run_on_site(
        site,
        f"""
post = Post.objects.get(topic={id_in(topic)}, number=21)
actions.edit(post, post.author, source="Now another text.", language="en", version=1)
""",
    )
    expect(ana.locator("#post-21")).to_contain_text("Now another text.", timeout=40_000)
    expect(divider).to_contain_text("Now another text.")


def test_a_quotation_names_the_quoted_member(browser_as, site):
    topic, _room = new_topic(site, "Quoting")
    ana = browser_as(next_member())
    ana.goto(topic)
    ana.get_by_role("button", name="Quote post 1").click()
    expect(ana.locator("textarea")).to_have_value(
        f"> [@demo.priya](/topics/{id_in(topic)}/1)\n>\n> The first post.\n\n"
    )
    ana.get_by_role("link", name="Reply to post 1").click()
    expect(ana.get_by_role("link", name="In reply to #1")).to_be_visible()


FULL = """First *this*, then **that** and 2 \\* 3.

| Crop | Rain |
|------|-----:|
| Maize | 600 |

````
```
````

1. Sow
2. Water
   - twice a day
   - with `drip`

> Wise words

[The law](https://example.org/law) and https://example.org/"""


def test_a_quotation_keeps_the_markdown_of_its_author(browser_as, site):
    topic, _room = new_topic(site, "Quoting in full")
    ana = browser_as(next_member())
    ana.goto(topic)
    send(ana, FULL)
    expect(item_with(ana, "Wise words")).to_be_visible()
    ana.get_by_role("button", name="Quote post 2").click()
    expect(ana.locator("textarea")).to_have_value(re.compile("Wise words"))
    quoted = ana.locator("textarea").input_value().partition("\n>\n")[2]
    assert quoted == "".join(f"> {line}".rstrip() + "\n" for line in FULL.split("\n")) + "\n"
    ana.locator("textarea").fill("")
    ana.locator("#post-2 strong").first.select_text()
    ana.get_by_role("button", name="Quote post 2").click()
    expect(ana.locator("textarea")).to_have_value(re.compile("\n> that\n"))


def test_a_new_topic_appears_in_an_open_list(browser_as, visitor, site):
    visitor.goto("/themes/")
    visitor.locator("main a[href^='/themes/']").first.click()
    title = "Something new"
    new_topic(site, title)
    write_to = browser_as("practitioner")
    write_to.goto(visitor.url)
    write_to.get_by_role("link", name=title).click()
    send(write_to, "It moves.")
    expect(visitor.get_by_role("link", name=title)).to_be_visible(timeout=20_000)


def test_without_sockets_the_page_polls(browser_as, new_page, site):
    topic, _room = new_topic(site, "No sockets")
    ana, ben = browser_as(next_member()), new_page()
    ben.add_init_script("""
        window.WebSocket = class extends EventTarget {
          static get OPEN() { return 1 }
          constructor() {
            super()
            setTimeout(() => this.onclose && this.onclose({ code: 1006 }), 10)
          }
          close() {}
        }""")
    ben.goto(topic)
    ana.goto(topic)
    send(ana, "Through the proxy.")
    expect(item_with(ben, "Through the proxy.")).to_be_visible(timeout=45_000)


@pytest.mark.drill("limit of tabs", 16)
def test_a_page_over_the_limit_of_tabs_polls_and_does_not_reconnect_at_once(new_page, new_site):
    strict_site = new_site(demo=True, TABS_PER_ADDRESS="1")
    strict_site.start()
    topic, _room = new_topic(strict_site, "Many tabs")
    first, second = new_page(base_url=strict_site.url), new_page(base_url=strict_site.url)
    sockets: list[WebSocket] = []
    second.on("websocket", lambda opened: sockets.append(opened))
    with first.expect_websocket() as opened:
        first.goto(topic)
    opened.value.wait_for_event("framereceived")
    second.goto(topic)
    author = 'Member.objects.get(handle="demo.priya")'
    for text in ("The first text.", "The second text."):
        run_on_site(
            strict_site,
            f"""
import uuid
topic = Topic.objects.get(pk={id_in(topic)})
actions.reply(topic, {author}, source="{text}", nonce=uuid.uuid4())
""",
        )
        expect(item_with(second, text)).to_be_visible()  # polled, every five seconds
    assert len(sockets) == 1 and sockets[0].is_closed()
    strict_site.stop()
