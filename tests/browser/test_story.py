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


def test_one_evening_on_the_site(site, visitor, browser_as, new_page, proxy):
    # A visitor reads, and joins as a practitioner.
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    sign_up(visitor, site, "wanjiru@example.org", "wanjiru")
    wanjiru = visitor

    # She starts a topic. João sees it in another browser, replies and follows the topic.
    topic = start_topic(wanjiru, "Seeds we keep ourselves", "Who runs a seed bank?")
    joao = browser_as("joao@demo.example.org", base_url=proxy.url)
    path = topic.replace(site.url, "")
    joao.goto(path)
    expect(item_with(joao, "Who runs a seed bank?")).to_be_visible()
    send(joao, "We do, with **forty** families.")
    expect(item_with(wanjiru, "We do, with forty families.")).to_be_visible()
    watch(joao)

    # Both chat in the room of the topic.
    for page in (wanjiru, joao):
        page.goto(path)
        page.get_by_role("link", name="Chat").click()
        if page is wanjiru:  # the first one in it
            page.get_by_role("button", name="Open the chat room").click()
    room = wanjiru.url.replace(site.url, "").split("#")[0]
    send(wanjiru, "Good evening")
    expect(item_with(joao, "Good evening")).to_be_visible()

    # João goes offline. He misses five messages; one is edited twice and one is deleted.
    proxy.cut()
    for number in range(1, 6):
        send(wanjiru, f"Message {number}")
        expect(item_with(wanjiru, f"Message {number}")).to_have_count(1)
    for text in ("Message two", "Message II"):
        edit(wanjiru, room, 3, text)
    wanjiru.goto(f"{room}4/")
    wanjiru.get_by_role("button", name=re.compile("Delete")).click()
    wanjiru.goto(room)
    proxy.restore()
    expect(item_with(joao, "Message 5")).to_have_count(1, timeout=40_000)
    expect(item_with(joao, "Message II")).to_have_count(1)
    expected = ["Good evening", "Message 1", "Message II", "Message 4", "Message 5"]
    assert messages_on(joao) == expected
    assert messages_on_new_page(wanjiru, room) == expected

    # A facilitator hides a post. It disappears from both pages.
    chair = browser_as("facilitator")
    wanjiru.goto(path)
    joao.goto(path)
    chair.goto(f"{path}posts/2/")
    chair.locator("form[action$='hide/'] [name=why]").fill("Advertising")
    chair.locator("form[action$='hide/'] button").click()
    for page in (wanjiru, joao):
        expect(page.get_by_text("We do, with forty families.")).to_have_count(0)

    # Wanjiru is silenced while her room is open. She cannot write and reads why.
    wanjiru.goto(room)
    silence(browser_as("administrator"), "wanjiru@example.org", "Advertising again")
    send(wanjiru, "One more thing")
    expect(wanjiru.get_by_text("Advertising again").first).to_be_visible()
    expect(wanjiru.locator("post-composer textarea")).to_have_value("One more thing")
    assert "One more thing" not in messages_on_new_page(joao, room)


def watch(page: Page) -> None:
    page.locator("summary", has_text="Following:").click()
    """The script saves the level at once."""
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
    page.locator("summary", has_text="Following:").click()
    page.get_by_label("Watching").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("summary", has_text="Watching")).to_be_visible()
    page.get_by_role("link", name="Chat").click()
    page.locator("[name=source]").fill("Said without a script.")
    page.locator(".composer button").last.click()
    expect(page.locator(".message", has_text="Said without a script.")).to_be_visible()
