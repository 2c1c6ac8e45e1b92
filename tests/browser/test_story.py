"""One evening on the site, from reading as a visitor to a facilitator's decision, in real browsers."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import item_with, new_topic, send

PASSWORD = "a-cooperative-evening"


def sign_up(page: Page, site, email: str, handle: str) -> None:
    """As a newcomer does: the form, the link in the mail, the last step."""
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill(email)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(link_in_mail(site, email))
    page.locator("main button").click()
    page.wait_for_url("**/welcome/**")
    page.get_by_label("Practitioner").check()
    page.locator("[name=handle]").fill(handle)
    page.locator("[name=name]").fill(handle.title())
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url(lambda address: "welcome" not in address)


def link_in_mail(site, email: str) -> str:
    mails = [path.read_text() for path in Path(site.folder, "mail").iterdir()]
    mine = [mail for mail in mails if f"To: {email}" in mail]
    return re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", mine[-1])[1]


def start_topic(page: Page, title: str, source: str) -> str:
    page.goto("/themes/sse-concept/")
    page.get_by_role("link", name="Start a topic").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=source]").fill(source)
    page.locator("post-composer button:not([type=button])").click()
    page.wait_for_url("**/topics/**")
    return page.url.split("#")[0]


def fresh(page: Page, address: str) -> list[str]:
    """The texts of a room's messages, as a page that is opened now shows them."""
    other = page.context.new_page()
    other.goto(address)
    texts = [
        one.strip() for one in other.locator(".messages > [data-number] .prose").all_inner_texts()
    ]
    other.close()
    return texts


def test_an_evening(site, visitor, browser_as, new_page, proxy):
    # A visitor reads, and joins as a practitioner.
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    sign_up(visitor, site, "wanjiru@example.org", "wanjiru")
    wanjiru = visitor

    # She starts a topic; a second browser sees it, replies live, and follows.
    topic = start_topic(wanjiru, "Seeds we keep ourselves", "Who runs a seed bank?")
    joao = browser_as("joao@demo.example.org", base_url=f"http://127.0.0.1:{proxy.port}")
    path = topic.replace(site.url, "")
    joao.goto(path)
    expect(item_with(joao, "Who runs a seed bank?")).to_be_visible()
    send(joao, "We do, with **forty** families.")
    expect(item_with(wanjiru, "We do, with forty families.")).to_be_visible()
    watch(joao)

    # Both chat in the topic's room.
    for page in (wanjiru, joao):
        page.goto(path)
        page.get_by_role("link", name="Chat room").click()
    room = wanjiru.url.replace(site.url, "").split("#")[0]
    send(wanjiru, "Good evening")
    expect(item_with(joao, "Good evening")).to_be_visible()

    # One goes offline; five messages pass, one is edited twice and one deleted.
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
    shown = [
        one.strip() for one in joao.locator(".messages > [data-number] .prose").all_inner_texts()
    ]
    assert (
        shown
        == fresh(wanjiru, room)
        == ["Good evening", "Message 1", "Message II", "Message 4", "Message 5"]
    )

    # A facilitator hides a post, and it vanishes from both.
    chair = browser_as("facilitator")
    wanjiru.goto(path)
    joao.goto(path)
    chair.goto(f"{path}posts/2/")
    chair.locator("form[action$='hide/'] [name=why]").fill("Advertising")
    chair.locator("form[action$='hide/'] button").click()
    for page in (wanjiru, joao):
        expect(page.get_by_text("We do, with forty families.")).to_have_count(0)

    # A member silenced while the room is open cannot say another word, and is told why.
    wanjiru.goto(room)
    silence(browser_as("administrator"), "wanjiru@example.org", "Advertising again")
    send(wanjiru, "One more thing")
    expect(wanjiru.get_by_text("Advertising again").first).to_be_visible()
    expect(wanjiru.locator("post-composer textarea")).to_have_value("One more thing")
    assert "One more thing" not in fresh(joao, room)


def watch(page: Page) -> None:
    page.locator("summary", has_text="Following:").click()
    page.get_by_label("How I follow this").select_option("watching")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("summary", has_text="Following: Watching")).to_be_visible()


def edit(page: Page, room: str, number: int, text: str) -> None:
    page.goto(f"{room}{number}/edit/")
    page.locator("[name=source]").fill(text)
    page.locator(
        "post-composer button:not([type=button]), main form button:not([type=button])"
    ).first.click()
    page.wait_for_url(lambda address: "edit" not in address)


def silence(admin: Page, email: str, why: str) -> None:
    """In Django's administration, as an administrator does."""
    admin.goto(f"/admin/accounts/member/?q={email}")
    admin.locator("#result_list tbody input[type=checkbox]").first.check()
    option = admin.locator("select[name=action] option", has_text=re.compile("1 day")).first
    admin.locator("select[name=action]").select_option(option.get_attribute("value"))
    admin.locator("[name=why]").fill(why)
    admin.locator("button[name=index]").click()
    expect(admin.locator(".messagelist")).to_be_visible()


def test_reading_signing_in_posting_following_and_chatting_without_javascript(site, browser_as):
    new_topic(site, "Read without a script")
    page = browser_as("practitioner", java_script_enabled=False)
    page.goto("/themes/sse-concept/")
    page.get_by_role("link", name="Read without a script").click()
    page.locator("[name=source]").fill("Written without a script.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post", has_text="Written without a script.")).to_be_visible()
    watch(page)
    page.get_by_role("link", name="Chat room").click()
    page.locator("[name=source]").fill("Said without a script.")
    page.locator(".composer button").last.click()
    expect(page.locator(".message", has_text="Said without a script.")).to_be_visible()
