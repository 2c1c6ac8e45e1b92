"""`make page-costs`: how many taps common tasks need on a phone, beside those in Discourse.

Discourse's counts are those of its default settings on a phone, with the fewest taps that its
documentation allows:

- Its list of topics opens a topic at the first unread post. "Reply" opens the composer with the
  focus, and "Reply" in the composer sends.
- "Log In" opens a page with two fields and a button.
- The mark of a category in the list of topics opens the category; its bell opens the five levels
  (https://meta.discourse.org/t/what-do-notification-levels-do/32801). A topic has its bell, too.
- The magnifying glass opens a field with the focus. Enter shows results.
- `post_menu_hidden_items` is "flag|bookmark|edit|delete|admin": those buttons need a tap on "…".
- Flagging: a reason out of a list, then "Flag Post"
  (https://meta.discourse.org/t/flagging-a-post-for-moderator-attention/32783).
- Editing: the pencil, a tap into the text where it is wrong, "Save Edit".
- Language: the own picture, the person icon, Preferences, Interface, the list, the language, "Save
  Changes" (https://meta.discourse.org/t/managing-understanding-user-preferences/327479).
- Marking as read: "Unread", "Dismiss", and the answer to its question.
- Writing to a moderator: the menu, "More", "About", the moderator, "Message", the field of the
  text, the button that sends.
"""

import uuid
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Locator, expect

from forum.demo import PASSWORD
from tests.browser.steps import (
    id_in,
    item_with,
    new_topic,
    next_member,
    run_on_site,
    wait_for_worker,
)
from tests.browser.taps import PHONE, Phone

THEME = "/themes/cooperatives/"
REPLIES = """
topic = Topic.objects.get(pk={topic})
member = Member.objects.get(email="{member}")
actions.reply(topic, member, source="I read up to here.", nonce=uuid.uuid4())
kwame = Member.objects.get(handle="demo.kwame")
actions.reply(topic, kwame, source="The newest reply.", nonce=uuid.uuid4())
"""


class Task(NamedTuple):
    """A task of a member or visitor. discourse: the taps that Discourse needs."""

    name: str
    discourse: int
    perform: Callable[[Phone, str], None]
    is_visitor: bool = False


def read_newest_reply(phone: Phone, topic: str) -> None:
    """Begins at home. The member wrote in the topic, and somebody replied."""
    phone.page.goto("/")
    phone.tap(phone.page.get_by_role("link", name=title_of(topic)).first)
    expect(item_with(phone.page, "The newest reply.")).to_be_in_viewport()


def reply(phone: Phone, topic: str) -> None:
    phone.page.goto(topic)
    write_reply(phone, "My reply.")
    expect(item_with(phone.page, "My reply.")).to_be_visible()


def sign_in_and_reply(phone: Phone, topic: str) -> None:
    phone.page.goto(topic)
    phone.link("Sign in")
    phone.write(phone.page.locator("[name=login]"), next_member())
    phone.write(phone.page.locator("[name=password]"), PASSWORD)
    phone.tap(phone.page.locator("main").get_by_role("button", name="Sign in", exact=True))
    phone.page.wait_for_url("**/topics/**")
    write_reply(phone, "Signed in.")
    expect(item_with(phone.page, "Signed in.")).to_be_visible()


def follow_theme(phone: Phone, _topic: str) -> None:
    phone.page.goto("/")
    phone.tap(phone.page.locator(f"a.chip[href='{THEME}']"))
    choose_level(phone, "Watching")


def mute_topic(phone: Phone, topic: str) -> None:
    phone.page.goto(topic)
    choose_level(phone, "Muted")


def find_topic(phone: Phone, topic: str) -> None:
    phone.page.goto("/")
    phone.link("Search", exact=True)
    phone.type(phone.page.locator(":focus"), title_of(topic))
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_url("**/search/**")
    phone.tap(phone.page.locator("#content .rows a", has_text=title_of(topic)).first)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(title_of(topic))


def report_post(phone: Phone, topic: str) -> None:
    phone.page.goto(topic)
    phone.tap(menu_of_post(phone, 1))
    phone.link("Report", exact=True)
    phone.write(phone.page.locator("main [name=why]"), "An advertisement.")
    phone.tap(phone.page.locator("main").get_by_role("button", name="Report"))
    phone.page.wait_for_url(lambda url: not url.endswith("/report/"))


def edit_own_post(phone: Phone, topic: str) -> None:
    phone.page.goto(topic)
    phone.tap(menu_of_post(phone, 2))
    phone.tap(phone.page.locator("#post-2 [data-edit]"))
    phone.write(phone.page.locator("main textarea").first, "Better: ")
    phone.button("Save changes")
    expect(item_with(phone.page, "Better: ")).to_be_visible()


def change_language(phone: Phone, _topic: str) -> None:
    phone.page.goto("/")
    phone.button("Español")
    expect(phone.page.locator("html")).to_have_attribute("lang", "es")
    phone.page.get_by_role("button", name="English").click()  # other tests share the member
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")


def mark_all_as_read(phone: Phone, topic: str) -> None:
    phone.page.goto("/")
    phone.button("Mark all as read")
    expect(phone.page.get_by_text("You have read everything you follow.")).to_be_visible()


def write_to_facilitators(phone: Phone, _topic: str) -> None:
    phone.page.goto("/")
    phone.tap(phone.page.locator(f"a.chip[href='{THEME}']"))
    phone.link("Write to the facilitators")
    phone.write(phone.page.locator("main textarea"), "Whom can I ask about seeds?")
    phone.tap(phone.page.locator("main").get_by_role("button", name="Send"))
    expect(phone.page.get_by_text("Whom can I ask about seeds?")).to_be_visible()


TASKS = [
    Task("read the newest reply of a followed topic", 1, read_newest_reply),
    Task("report a post", 4, report_post),
    Task("find a topic by a word", 2, find_topic),
    Task("sign in and reply", 6, sign_in_and_reply, is_visitor=True),
    Task("reply", 2, reply),
    Task("follow a theme", 3, follow_theme),
    Task("mute a topic", 2, mute_topic),
    Task("edit one's post", 4, edit_own_post),
    Task("change the language", 7, change_language),
    Task("mark all as read", 3, mark_all_as_read),
    Task("write to a facilitator", 7, write_to_facilitators),
]


def write_reply(phone: Phone, text: str) -> None:
    phone.write(phone.page.locator("#reply textarea"), text)
    phone.tap(phone.page.locator("#reply").get_by_role("button", name="Post reply"))


def choose_level(phone: Phone, name: str) -> None:
    """The levels are saved as soon as one is chosen."""
    phone.tap(phone.page.locator("main .menu--form > summary"))
    phone.tap(phone.page.locator("main .level", has_text=name).first)
    expect(phone.page.get_by_text("Saved.")).to_be_visible()


def menu_of_post(phone: Phone, number: int) -> Locator:
    return phone.page.locator(f"#post-{number} .post__menu > summary")


def title_of(topic: str) -> str:
    """A title of one long word, such as Tapsxyz."""
    return topic.rstrip("/").rsplit("/", 1)[-1].capitalize()


def test_common_tasks_need_no_more_taps_than_in_discourse(
    browser_as, new_page, site, sample, capsys
):
    too_many, rows = [], []
    for task in sample(TASKS, 4):
        member = next_member()
        topic, _room = new_topic(site, f"Taps{uuid.uuid4().hex[:8]}")
        add_replies(site, topic, member)
        page = new_page(viewport=PHONE) if task.is_visitor else browser_as(member, viewport=PHONE)
        phone = Phone(page)
        task.perform(phone, topic)
        rows.append(f"{task.name:44}{phone.taps:3}{task.discourse:11}")
        if phone.taps > task.discourse:
            too_many.append(task.name)
        page.context.close()
    with capsys.disabled():
        print("\n" + "\n".join([f"{'task on a phone':43}taps  Discourse", *rows]))
    assert too_many == []


def add_replies(site, topic: str, member: str) -> None:
    """The member replies, and so follows the topic. Then another member replies."""
    run_on_site(site, REPLIES.format(topic=id_in(topic), member=member))
    wait_for_worker(site)
