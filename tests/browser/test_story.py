"""One evening on the site, from a visitor who reads to a facilitator who hides a post."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from bench.served.sites import wait_until
from tests.browser.steps import item_with, new_topic, send

PASSWORD = "a-cooperative-evening"


def sign_up(page: Page, site, email: str, handle: str) -> None:
    """The form, the link in the mail and the last step."""
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.get_by_label("I accept").check()
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    page.goto(link_in_mail(site, email))
    page.locator("main button").click()
    page.wait_for_url("**/welcome/**")
    page.get_by_label("Practitioner").check()
    page.locator("[name=handle]").fill(handle)
    page.locator("[name=name]").fill(handle.title())
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(lambda address: "welcome" not in address)


def link_in_mail(site, email: str) -> str:
    def mails_to_member() -> list[str]:
        mails = [path.read_text() for path in Path(site.folder, "mail").glob("*")]
        return [mail for mail in mails if f"To: {email}" in mail]

    wait_until(mails_to_member)  # the worker sends it
    return re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", mails_to_member()[-1])[1]


def start_topic(page: Page, title: str, source: str) -> str:
    page.goto("/themes/sse-concept/")
    page.get_by_role("link", name="Start a topic").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=source]").fill(source)
    page.locator("post-composer button:not([type=button])").click()
    page.wait_for_url("**/topics/**")
    return page.url.split("#")[0]


def messages_on(page: Page) -> list[str]:
    texts = page.locator(".messages > [data-number] .prose").all_inner_texts()
    return [text.strip() for text in texts]


def messages_on_new_page(page: Page, room: str) -> list[str]:
    """The texts of the messages in a room, as a page shows them that is opened now."""
    new_page = page.context.new_page()
    new_page.goto(room)
    texts = messages_on(new_page)
    new_page.close()
    return texts


def test_one_evening_on_the_site(site, visitor, browser_as, proxy):
    wanjiru, joao = visitor, browser_as("joao@demo.example.org", base_url=proxy.url)
    topic = a_visitor_joins_and_starts_a_topic(wanjiru, site)
    another_member_replies_and_follows(joao, wanjiru, topic)
    room = both_chat_in_the_room_of(topic, wanjiru, joao, site)
    one_misses_messages_and_catches_up(joao, wanjiru, room, proxy)
    a_facilitator_hides_the_reply(browser_as("facilitator"), topic, (wanjiru, joao))
    a_silenced_member_cannot_write(wanjiru, joao, room, browser_as("administrator"))


def a_visitor_joins_and_starts_a_topic(wanjiru: Page, site) -> str:
    """She reads, and joins as a practitioner. Returns the path of her topic."""
    wanjiru.goto("/")
    expect(wanjiru.get_by_role("heading", level=1)).to_be_visible()
    sign_up(wanjiru, site, "wanjiru@example.org", "wanjiru")
    topic = start_topic(wanjiru, "Seeds we keep ourselves", "Who runs a seed bank?")
    return topic.replace(site.url, "")


def another_member_replies_and_follows(joao: Page, wanjiru: Page, topic: str) -> None:
    """Each sees what the other wrote."""
    joao.goto(topic)
    expect(item_with(joao, "Who runs a seed bank?")).to_be_visible()
    send(joao, "We do, with **forty** families.")
    expect(item_with(wanjiru, "We do, with forty families.")).to_be_visible()
    watch(joao)


def both_chat_in_the_room_of(topic: str, wanjiru: Page, joao: Page, site) -> str:
    """Returns the path of the room."""
    for page in (wanjiru, joao):
        page.goto(topic)
        page.get_by_role("link", name="Chat").click()
        if page is wanjiru:  # the first one in it
            page.get_by_role("button", name="Open the chat room").click()
    room = wanjiru.url.replace(site.url, "").split("#")[0]
    send(wanjiru, "Good evening")
    expect(item_with(joao, "Good evening")).to_be_visible()
    return room


def one_misses_messages_and_catches_up(joao: Page, wanjiru: Page, room: str, proxy) -> None:
    """While João is offline, five messages are written, one is edited twice, one is deleted."""
    proxy.cut()
    write_messages_with_changes(wanjiru, room)
    proxy.restore()
    expect(item_with(joao, "Message 5")).to_have_count(1, timeout=40_000)
    expect(item_with(joao, "Message II")).to_have_count(1)
    expected = ["Good evening", "Message 1", "Message II", "Message 4", "Message 5"]
    assert messages_on(joao) == expected
    assert messages_on_new_page(wanjiru, room) == expected


def write_messages_with_changes(wanjiru: Page, room: str) -> None:
    for number in range(1, 6):
        send(wanjiru, f"Message {number}")
        expect(item_with(wanjiru, f"Message {number}")).to_have_count(1)
    for text in ("Message two", "Message II"):
        edit(wanjiru, room, 3, text)
    wanjiru.goto(f"{room}4/")
    wanjiru.get_by_role("button", name=re.compile("Delete")).click()
    wanjiru.goto(room)


def a_facilitator_hides_the_reply(chair: Page, topic: str, pages: tuple[Page, ...]) -> None:
    """It disappears from all open pages."""
    for page in pages:
        page.goto(topic)
    chair.goto(f"{topic}posts/2/")
    chair.locator("form[action$='hide/'] [name=why]").fill("Advertising")
    chair.locator("form[action$='hide/'] button").click()
    for page in pages:
        expect(page.get_by_text("We do, with forty families.")).to_have_count(0)


def a_silenced_member_cannot_write(
    wanjiru: Page, joao: Page, room: str, administrator: Page
) -> None:
    """Her room is open: she keeps what she typed, and reads why."""
    wanjiru.goto(room)
    silence(administrator, "wanjiru@example.org", "Advertising again")
    send(wanjiru, "One more thing")
    expect(wanjiru.get_by_text("Advertising again").first).to_be_visible()
    expect(wanjiru.locator("post-composer textarea")).to_have_value("One more thing")
    assert "One more thing" not in messages_on_new_page(joao, room)


def watch(page: Page) -> None:
    """The script saves the level at once."""
    page.locator("summary", has_text="How to follow:").click()
    page.get_by_label("Watching").check()
    expect(page.locator("[data-saved]")).to_have_text("Saved.")
    expect(page.locator("summary", has_text="Watching")).to_be_visible()


def edit(page: Page, room: str, number: int, text: str) -> None:
    page.goto(f"{room}{number}/edit/")
    page.locator("[name=source]").fill(text)
    page.locator(
        "post-composer button:not([type=button]), main form button:not([type=button])"
    ).first.click()
    page.wait_for_url(lambda address: "edit" not in address)


def silence(admin: Page, email: str, why: str) -> None:
    """In the Django admin."""
    admin.goto(f"/admin/accounts/member/?q={email}")
    admin.locator("#result_list tbody input[type=checkbox]").first.check()
    option = admin.locator("select[name=action] option", has_text=re.compile("1 day")).first
    admin.locator("select[name=action]").select_option(option.get_attribute("value"))
    admin.locator("[name=why]").fill(why)
    admin.locator("button[name=index]").click()
    expect(admin.locator(".messagelist")).to_be_visible()


def test_a_member_reads_posts_follows_and_chats_without_javascript(site, browser_as):
    new_topic(site, "Read without a script")
    page = browser_as("practitioner", java_script_enabled=False)
    page.goto("/themes/sse-concept/")
    page.get_by_role("link", name="Read without a script").click()
    page.locator("[name=source]").fill("Written without a script.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post", has_text="Written without a script.")).to_be_visible()
    page.locator("summary", has_text="How to follow:").click()
    page.get_by_label("Watching").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("summary", has_text="Watching")).to_be_visible()
    page.get_by_role("link", name="Chat").click()
    page.locator("[name=source]").fill("Said without a script.")
    page.locator(".composer button").last.click()
    expect(page.locator(".message", has_text="Said without a script.")).to_be_visible()
