"""Light pages in a browser that can run scripts, and large text on a small phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.page_list import pages_for
from tests.browser.steps import id_in, item_with, new_topic, run_on_site
from tests.browser.test_budgets import MAKE_TOPIC, weigh


def set_cookies(page, site, **cookies) -> None:
    page.context.add_cookies(
        [{"name": name, "value": value, "url": site.url} for name, value in cookies.items()]
    )


def test_a_light_page_makes_at_most_four_requests_and_loads_no_script(site, visitor, capsys):
    topic, room = run_on_site(site, MAKE_TOPIC).split()
    set_cookies(visitor, site, light_pages="1")
    first, second, chat = weigh(visitor, topic), weigh(visitor, topic), weigh(visitor, room)
    with capsys.disabled():
        print(f"\nlight topic, first visit: {first}")
        print(f"light topic, second visit: {second}")
        print(f"light room: {chat}")
    for weights in (first, second, chat):
        assert "Script" not in weights and weights["requests"] <= 4
    assert first["all"] <= 16_000


def test_a_member_switches_light_pages_on_chats_and_switches_them_off(site, browser_as):
    _topic, room = new_topic(site, "Light")
    page = browser_as("practitioner")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(room)
    page.get_by_role("contentinfo").get_by_role("link", name="Text size and data saving").click()
    page.get_by_label("On", exact=True).check()
    requests.clear()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Light pages are on.")).to_be_visible()
    page.locator("#say textarea").fill("Said lightly")
    page.locator("#say").get_by_role("button", name="Send").click()
    expect(item_with(page, "Said lightly")).to_have_count(1)
    run_on_site(
        site,
        f"""
room = Room.objects.get(pk={id_in(room)})
ben = Member.objects.get(handle="demo.kwame")
chat.say(room, ben, source="While you were away.", nonce=uuid.uuid4(), language="en")
""",
    )
    for _twice in range(2):
        page.get_by_role("link", name="Show new messages").click()
        expect(item_with(page, "While you were away.")).to_be_visible()
    assert not [url for url in requests if url.endswith(".js")]
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Light pages are on.")).to_have_count(0)
    assert f"/rooms/{id_in(room)}/" in page.url


@pytest.mark.parametrize("light", ["0", "1"])
@pytest.mark.parametrize("reader", ["visitor", "practitioner", "administrator"])
def test_the_largest_text_fits_a_small_phone(reader, light, reader_page, page_paths, site, sample):
    """A normal run opens half of the pages as light pages, and the others as usual ones."""
    page = reader_page(reader, language="es")
    set_cookies(page, site, text_size="larger", light_pages=light)
    page.set_viewport_size({"width": 360, "height": 740})
    pages, too_wide = pages_for(reader, page_paths), []
    for name, path in sample(pages[int(light) :] + pages[: int(light)], 2):
        page.goto(path)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            too_wide.append(f"{name}: {overflow} px wider than the screen")
    assert too_wide == []
