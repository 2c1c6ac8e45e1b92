"""A chat room: at once for who sends, complete and in order for who was away, calm for who listens."""

import contextlib

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from forum.demo import DOMAIN
from tests.browser.steps import (
    id_in,
    item_with,
    new_topic,
    next_member,
    run_on_site,
    send,
)

ABOVE_THE_FORM = """() => {
  const [last] = Array.from(document.querySelectorAll("live-room .messages > li")).slice(-1)
  return last.getBoundingClientRect().bottom <= document.querySelector(".message-form").getBoundingClientRect().top
}"""


def test_two_people_chat(browser_as, site):
    _topic, room = new_topic(site, "Two people")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    ben.goto(room)
    expect(ana.get_by_text("2 people here")).to_be_visible(timeout=15_000)
    send(ana, "Good *evening*")
    expect(item_with(ben, "Good evening")).to_be_visible()
    expect(item_with(ana, "Good evening")).to_have_count(1)
    expect(ana.locator("textarea")).to_be_focused()
    send(ben, "Good evening to you")
    expect(item_with(ana, "Good evening to you")).to_be_visible()
    expect(ana.locator(".message--pending")).to_have_count(0)


def test_the_last_message_is_never_under_the_form(browser_as, site):
    _topic, room = new_topic(site, "The foot")
    ana, ben = browser_as(next_member()), browser_as(next_member())
    ana.goto(room)
    for count in range(12):
        send(ana, f"Message {count}\nin two lines")
        expect(item_with(ana, f"Message {count}")).to_be_visible()
        ana.wait_for_timeout(1000)  # the limit on messages
    ben.goto(room)
    ben.reload()  # read: begins at the end
    assert ben.evaluate(ABOVE_THE_FORM)
    ana.wait_for_timeout(3000)  # a tab says that somebody types at most that often
    ana.locator("textarea").press_sequentially("I am wri")
    expect(ben.get_by_text("is typing")).to_be_visible()
    assert ben.evaluate(ABOVE_THE_FORM)
    ben.locator("textarea").evaluate("area => { area.style.height = '14rem' }")
    ben.wait_for_timeout(200)
    assert ben.evaluate(ABOVE_THE_FORM)


def test_a_message_that_cannot_be_sent_waits_and_is_sent_once(browser_as, site, proxy):
    _topic, room = new_topic(site, "Cut")
    ana = browser_as(next_member(), base_url=f"http://127.0.0.1:{proxy.port}")
    ana.goto(room)
    send(ana, "Before the cut")
    expect(item_with(ana, "Before the cut")).to_be_visible()
    proxy.cut()
    send(ana, "During the cut")
    waiting = ana.locator("waiting-list li", has_text="During the cut")
    expect(waiting.get_by_text("Waiting: it is sent when")).to_be_visible()
    proxy.restore()
    ana.reload()
    expect(item_with(ana, "During the cut")).to_have_count(1)
    expect(ana.locator("waiting-list li")).to_have_count(0)
    ana.reload()
    expect(ana.get_by_text("During the cut")).to_have_count(1)


def test_try_again_sends_what_failed(browser_as, site, proxy):
    _topic, room = new_topic(site, "Again")
    ana = browser_as(next_member(), base_url=f"http://127.0.0.1:{proxy.port}")
    ana.goto(room)
    expect(ana.locator("waiting-list:defined")).to_be_attached()
    proxy.cut()
    send(ana, "Once more")
    again = ana.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    proxy.restore()
    with contextlib.suppress(PlaywrightError):  # it was sent by itself meanwhile
        again.click(timeout=2_000)
    expect(item_with(ana, "Once more")).to_have_count(1)
    expect(ana.get_by_role("button", name="Try again")).to_have_count(0)


def test_who_was_away_has_everything_once_in_order_as_a_fresh_page(browser_as, site, proxy):
    _topic, room = new_topic(site, "Away")
    ana = browser_as(next_member(), base_url=f"http://127.0.0.1:{proxy.port}")
    ana.goto(room)
    send(ana, "I am here")
    expect(item_with(ana, "I am here")).to_be_visible()
    proxy.cut()
    run_on_site(
        site,
        f"""
room = Room.objects.get(pk={id_in(room)})
ben = Member.objects.get(handle="demo.kwame")
said = [chat.say(room, ben, source=f"Missed {{n}}", nonce=uuid.uuid4(), language="en") for n in range(1, 6)]
chat.edit(said[1], ben, source="Missed 2, edited", version=1)
chat.edit(Message.objects.get(pk=said[1].pk), ben, source="Missed 2, edited twice", version=2)
chat.delete(said[3], ben)
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


def test_older_messages_come_when_one_scrolls_up(browser_as, site):
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
    for _ in range(40):
        ana.mouse.wheel(0, -2000)
        ana.wait_for_timeout(100)
        if item_with(ana, "Line 1.").count():
            break
    numbers = [
        int(row.get_attribute("data-number")) for row in ana.locator("li[data-number]").all()
    ]
    assert numbers == list(range(1, 131))


def test_new_messages_do_not_move_who_reads_above(browser_as, site):
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
    ana.mouse.wheel(0, -600)
    ana.wait_for_timeout(300)
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
    ana.goto(room)
    ben.goto(room)
    ana.evaluate("""() => {
        window.said = 0
        new MutationObserver(() => { window.said += 1 })
          .observe(document.querySelector("[data-announce]"), { childList: true, characterData: true, subtree: true })
    }""")
    for n in range(10):
        send(ben, f"Quick {n}")
    expect(item_with(ana, "Quick 9")).to_be_visible()
    ana.wait_for_timeout(7000)
    assert 1 <= ana.evaluate("window.said") <= 2


def test_a_refused_message_comes_back_to_where_it_was_typed(browser_as, site):
    _topic, room = new_topic(site, "Silenced")
    ben = browser_as("constituent")
    ben.goto(room)
    run_on_site(
        site,
        """
from datetime import timedelta
from django.utils import timezone
Member.objects.filter(handle="demo.kwame").update(silenced_until=timezone.now() + timedelta(days=1))
""",
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
        """
from datetime import timedelta
from django.utils import timezone
Member.objects.filter(handle="demo.iker").update(suspended_until=timezone.now() + timedelta(days=1))
""",
    )
    expect(iker.get_by_role("alert")).to_contain_text("no longer write", timeout=40_000)
    expect(iker.locator("textarea")).to_have_value("And another thing")
