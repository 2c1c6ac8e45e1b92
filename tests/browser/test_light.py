"""Light pages in a browser that could run scripts, and large text on a small phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.page_list import pages_for
from tests.browser.steps import item_with, new_topic, run_on_site
from tests.browser.test_budgets import MAKE_TOPIC, weigh


def set_cookies(page, site, **cookies) -> None:
    page.context.add_cookies(
        [{"name": name, "value": value, "url": site.url} for name, value in cookies.items()]
    )


def test_a_light_page_asks_for_four_things_and_no_script(site, visitor, capsys):
    topic, room = run_on_site(site, MAKE_TOPIC).split()
    set_cookies(visitor, site, light_pages="1")
    first, second, chat = weigh(visitor, topic), weigh(visitor, topic), weigh(visitor, room)
    with capsys.disabled():
        print(
            f"\nlight topic, first visit: {first}\nlight topic, second visit: {second}\nlight room: {chat}"
        )
    for weights in (first, second, chat):
        assert "Script" not in weights and weights["requests"] <= 4
    assert first["all"] <= 16_000


def test_one_switches_light_pages_on_and_off_and_talks_meanwhile(site, browser_as):
    _topic, room = new_topic(site, "Light")
    page = browser_as("practitioner")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(room)
    page.get_by_role("contentinfo").get_by_role("link", name="Reading on this device").click()
    page.get_by_label("On", exact=True).check()
    asked.clear()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Light pages are on.")).to_be_visible()
    page.locator("#say textarea").fill("Said lightly")
    page.locator("#say").get_by_role("button", name="Send").click()
    expect(item_with(page, "Said lightly")).to_have_count(1)
    run_on_site(
        site,
        f"""
room, ben = Room.objects.get(pk={room.split("/")[2]}), Member.objects.get(handle="demo.kwame")
chat.say(room, ben, source="While you were away.", nonce=uuid.uuid4(), language="en")
""",
    )
    for _twice in range(2):
        page.get_by_role("link", name="Show new messages").click()
        expect(item_with(page, "While you were away.")).to_be_visible()
    assert not [url for url in asked if url.endswith(".js")]
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Light pages are on.")).to_have_count(0)
    assert f"/rooms/{room.split('/')[2]}/" in page.url


@pytest.mark.parametrize("light", ["0", "1"])
@pytest.mark.parametrize("who", ["visitor", "practitioner", "administrator"])
def test_the_largest_text_fits_a_small_phone(who, light, reader_page, page_paths, site):
    page = reader_page(who, language="es")
    set_cookies(page, site, text_size="larger", light_pages=light)
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for name, address in pages_for(who, page_paths):
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            wide.append(f"{name}: {overflow} px wider than the screen")
    assert wide == []
