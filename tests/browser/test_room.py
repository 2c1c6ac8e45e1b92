"""A chat room: a sender sees a message at once, and a reader who was away misses nothing."""

import contextlib
import re

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from forum.demo import DOMAIN
from tests.browser.steps import (
    id_in,
    item_with,
    new_topic,
    next_member,
    open_live,
    run_on_site,
    send,
    wait_on,
)

TOMORROW = """
from datetime import timedelta
from django.utils import timezone
tomorrow = timezone.now() + timedelta(days=1)
"""
ABOVE_THE_FORM = """() => {
  const [last] = Array.from(document.querySelectorAll("live-room .messages > li")).slice(-1)
  const form = document.querySelector(".message-form")
  return last.getBoundingClientRect().bottom <= form.getBoundingClientRect().top
}"""
NOTICE_END_OF_SCROLLING = """() => {
  window.hasScrolled = false
  addEventListener("scrollend", () => { window.hasScrolled = true }, { once: true })
}"""
COUNT_ANNOUNCEMENTS = """() => {
  window.announcements = 0
  const region = document.querySelector("[data-announce]")
  new MutationObserver(() => { window.announcements += 1 })
    .observe(region, { childList: true, characterData: true, subtree: true })
}"""


def test_two_people_chat(browser_as, site):
    _topic, room = new_topic(site, "Two people")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    ben.goto(room)
    expect(ana.get_by_text("2 here")).to_be_visible(timeout=15_000)
    send(ana, "Good *evening*")
    expect(item_with(ben, "Good evening")).to_be_visible()
    expect(item_with(ana, "Good evening")).to_have_count(1)
    expect(ana.locator("textarea")).to_be_focused()
    send(ben, "Good evening to you")
    expect(item_with(ana, "Good evening to you")).to_be_visible()
    expect(ana.locator(".message--pending")).to_have_count(0)


def test_the_last_message_is_never_under_the_form(browser_as, site):
    _topic, room = new_topic(site, "The foot")
    ana, ben, carla, dina = (browser_as(next_member()) for _ in range(4))
    ana.goto(room)
    carla.goto(room)
    for count in range(12):
        sender = (ana, carla)[count % 2]  # one member may send ten messages in ten seconds
        send(sender, f"Message {count}\nin two lines")
        expect(item_with(sender, f"Message {count}")).to_be_visible()
    open_live(dina, room)
    open_live(ben, room)
    ben.reload()  # the messages are read now, so the page begins at the end
    assert ben.evaluate(ABOVE_THE_FORM)
    # A tab reports typing once in three seconds. Dina has not typed yet.
    dina.locator("textarea").press_sequentially("I am wri")
    expect(ben.get_by_text("is typing")).to_be_visible()
    assert ben.evaluate(ABOVE_THE_FORM)
    ben.locator("textarea").evaluate("area => { area.style.height = '14rem' }")
    ben.wait_for_function(ABOVE_THE_FORM)


def test_a_message_written_offline_waits_and_is_sent_once(browser_as, site, proxy):
    _topic, room = new_topic(site, "Cut")
    ana = browser_as(next_member(), base_url=proxy.url)
    ana.goto(room)
    send(ana, "Before the cut")
    expect(item_with(ana, "Before the cut")).to_be_visible()
    proxy.cut()
    send(ana, "During the cut")
    waiting = ana.locator("outbox-list li", has_text="During the cut")
    expect(waiting.get_by_text("Waiting: it will be sent when")).to_be_visible()
    proxy.restore()
    ana.reload()
    expect(item_with(ana, "During the cut")).to_have_count(1)
    expect(ana.locator("outbox-list li")).to_have_count(0)
    ana.reload()
    expect(ana.get_by_text("During the cut")).to_have_count(1)


def test_try_again_sends_a_message_that_failed(browser_as, site, proxy):
    _topic, room = new_topic(site, "Again")
    ana = browser_as(next_member(), base_url=proxy.url)
    ana.goto(room)
    expect(ana.locator("outbox-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "Once more")
    again = ana.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    proxy.restore()
    with contextlib.suppress(PlaywrightError):  # the page may have sent it already
        again.click(timeout=2_000)
    expect(item_with(ana, "Once more")).to_have_count(1)
    expect(ana.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_reader_who_was_away_sees_every_message_once_in_the_order_of_a_new_page(
    browser_as, site, proxy
):
    _topic, room = new_topic(site, "Away")
    ana = browser_as(next_member(), base_url=proxy.url)
    ana.goto(room)
    send(ana, "I am here")
    expect(item_with(ana, "I am here")).to_be_visible()
    proxy.cut()
    run_on_site(
        site,
        f"""
room = Room.objects.get(pk={id_in(room)})
ben = Member.objects.get(handle="demo.kwame")
messages = [
    chat.say(room, ben, source=f"Missed {{n}}", nonce=uuid.uuid4(), language="en")
    for n in range(1, 6)
]
second, fourth = messages[1], messages[3]
chat.edit(second, ben, source="Missed 2, edited", version=1)
chat.edit(Message.objects.get(pk=second.pk), ben, source="Missed 2, edited twice", version=2)
chat.delete(fourth, ben)
""",
    )
    proxy.restore()
    expect(item_with(ana, "Missed 5")).to_be_visible(timeout=45_000)
    old = [row.inner_text() for row in ana.locator("li[data-number]").all()]
    ana.reload()
    fresh = [row.inner_text() for row in ana.locator("li[data-number]").all()]
    assert old == fresh
    assert len(fresh) == 6
    assert any("Missed 2, edited twice" in row for row in fresh)
    assert not any("Missed 4" in row for row in fresh)


def test_older_messages_are_loaded_when_the_reader_scrolls_up(browser_as, site):
    _topic, room = new_topic(site, "History")
    run_on_site(
        site,
        f"""
room, ben = Room.objects.get(pk={id_in(room)}), Member.objects.get(handle="demo.kwame")
for n in range(1, 131):
    chat.say(room, ben, source=f"Line {{n}}.", nonce=uuid.uuid4(), language="en")
""",
    )
    ana = browser_as(next_member(), viewport={"width": 360, "height": 640})
    ana.goto(room)
    expect(item_with(ana, "Line 130.")).to_be_in_viewport()

    def scroll_up_to_the_first_line() -> int:
        ana.mouse.wheel(0, -2000)
        return item_with(ana, "Line 1.").count()

    wait_on(ana, scroll_up_to_the_first_line)
    numbers = [
        int(row.get_attribute("data-number")) for row in ana.locator("li[data-number]").all()
    ]
    assert numbers == list(range(1, 131))


def test_new_messages_do_not_move_the_page_of_a_reader_further_up(browser_as, site):
    _topic, room = new_topic(site, "Reading above")
    run_on_site(
        site,
        f"""
room, ben = Room.objects.get(pk={id_in(room)}), Member.objects.get(handle="demo.kwame")
for n in range(1, 41):
    chat.say(room, ben, source=f"Line {{n}}.", nonce=uuid.uuid4(), language="en")
""",
    )
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    ben.goto(room)
    expect(item_with(ana, "Line 40.")).to_be_in_viewport()
    ana.evaluate(NOTICE_END_OF_SCROLLING)
    ana.mouse.wheel(0, -600)
    ana.wait_for_function("window.hasScrolled")
    before = item_with(ana, "Line 30.").bounding_box()
    send(ben, "Down here")
    expect(ana.get_by_role("link", name="1 new message")).to_be_visible()
    assert item_with(ana, "Line 30.").bounding_box() == before
    ana.get_by_role("link", name="1 new message").click()
    expect(item_with(ana, "Down here")).to_be_in_viewport()
    send(ben, "And one more")
    expect(item_with(ana, "And one more")).to_be_in_viewport()


def test_ten_messages_in_a_second_are_at_most_two_announcements(browser_as, site):
    _topic, room = new_topic(site, "Loud")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.clock.install()
    open_live(ana, room)
    ben.goto(room)
    ana.evaluate(COUNT_ANNOUNCEMENTS)
    ana.clock.pause_at(ana.evaluate("Date.now() / 1000") + 1)
    for half in (range(5), range(5, 10)):
        for number in half:
            send(ben, f"Quick {number}")
            expect(item_with(ana, f"Quick {number}")).to_be_attached()
        ana.clock.run_for(500)  # ms
    # The first message loads the script that announces.
    wait_on(ana, lambda: ana.clock.run_for(100) or ana.evaluate("window.announcements"))
    ana.clock.run_for(7000)
    assert ana.evaluate("window.announcements") <= 2


def test_a_refused_message_returns_to_the_text_field(browser_as, site):
    _topic, room = new_topic(site, "Silenced")
    ben = browser_as("constituent")
    ben.goto(room)
    run_on_site(
        site,
        f'{TOMORROW}Member.objects.filter(handle="demo.kwame").update(silenced_until=tomorrow)',
    )
    send(ben, "May I?")
    expect(ben.get_by_role("alert")).to_be_visible()
    expect(ben.locator("textarea")).to_have_value("May I?")
    run_on_site(site, 'Member.objects.filter(handle="demo.kwame").update(silenced_until=None)')
    ben.locator("post-composer button").click()
    expect(item_with(ben, "May I?")).to_be_visible()


def test_a_suspension_ends_the_open_room_and_keeps_the_text(browser_as, site):
    _topic, room = new_topic(site, "Suspended")
    iker = browser_as(f"iker@{DOMAIN}")
    iker.goto(room)
    iker.locator("textarea").fill("And another thing")
    run_on_site(
        site,
        f'{TOMORROW}Member.objects.filter(handle="demo.iker").update(suspended_until=tomorrow)',
    )
    expect(iker.get_by_role("alert")).to_contain_text("no longer write", timeout=40_000)
    expect(iker.locator("textarea")).to_have_value("And another thing")


MESSAGES_OF_ONE_EVENING = """
from forum.themes.models import Theme
room = Room.objects.get_or_create_for(Theme.objects.filter(reading_group=None).last())
evening = (
    ("amina", "Good evening. We met the savings groups of the coast yesterday."),
    ("amina", "They ask for a form of one page to apply for a loan."),
    ("amina", "Does somebody have one that works on paper?"),
    ("priya", "In our federation we use a form of one page. I can send it to you tomorrow."),
    ("kwame", "Please share it here: in Ghana the treasurer reads the book aloud at each meeting."),
    ("kwame", "And most members keep a copy at home."),
    ("amina", "Thank you!"),
    ("claire", "Nous avons un modèle avec des images, pour ceux qui lisent peu."),
)
for name, text in evening:
    author = Member.objects.get(handle=f"demo.{name}")
    chat.say(room, author, source=text, nonce=uuid.uuid4(), language="en")
print(room.get_absolute_url())
"""
SHARE_OF_TEXT = """() => {
  const heightOf = one => one.getBoundingClientRect().height
  const texts = Array.from(document.querySelectorAll(".message .prose"), heightOf)
  const list = heightOf(document.querySelector(".messages"))
  return texts.reduce((one, other) => one + other, 0) / list
}"""


def test_more_than_half_of_a_room_on_a_phone_is_text(browser_as, site):
    room = run_on_site(site, MESSAGES_OF_ONE_EVENING)
    page = browser_as(next_member(), viewport={"width": 360, "height": 640})
    page.goto(room)
    share = page.evaluate(SHARE_OF_TEXT)
    print(f"share of the height that is text: {share:.0%}")
    assert share >= 0.55


def test_enter_sends_and_shift_enter_begins_a_line_unless_the_member_chose_otherwise(
    browser_as, site
):
    _topic, room = new_topic(site, "Enter")
    page = browser_as(next_member())
    page.goto(room)
    field = page.locator("post-composer textarea")
    field.press_sequentially("One")
    height = field.bounding_box()["height"]
    field.press("Shift+Enter")
    field.press_sequentially("Two")
    assert field.bounding_box()["height"] > height
    field.press("Enter")
    expect(item_with(page, "Two")).to_be_visible()
    expect(field).to_have_value("")
    assert field.bounding_box()["height"] == height
    page.get_by_label("Settings of the chat").click()
    page.get_by_role("button", name="Enter sends the message").click()
    page.reload()
    field.press_sequentially("Three")
    field.press("Enter")
    expect(field).to_have_value("Three\n")
    field.press("Control+Enter")
    expect(item_with(page, "Three")).to_be_visible()


def test_the_title_of_the_tab_counts_what_came_while_it_was_hidden(browser_as, site):
    _topic, room = new_topic(site, "Title")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    open_live(ana, room)
    ben.goto(room)
    hide = """isHidden => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true })
      document.dispatchEvent(new Event("visibilitychange"))
    }"""
    ana.evaluate(hide, True)
    send(ben, "First")
    send(ben, "Second")
    expect(ana).to_have_title(re.compile(r"^\(2\) Chat room"))
    ana.evaluate(hide, False)
    expect(ana).to_have_title(re.compile("^Chat room"))
