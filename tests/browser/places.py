"""Topics and rooms for browser tests, made inside the served site, and what one does on their pages."""

import itertools

from playwright.sync_api import Locator, Page

from forum.demo import DOMAIN

_NAMES = itertools.cycle(
    [
        "amina",
        "moussa",
        "thandi",
        "celeste",
        "solange",
        "lucia",
        "rosa",
        "martin",
        "joao",
        "dandara",
    ]
)

_MAKE = """
import uuid
from accounts.models import Member
from forum.chat.models import Room
from forum.themes.models import Theme
from forum.topics import actions
author = Member.objects.get(handle="demo.priya")
text = {{"language": "en", "source": "The first post.", "nonce": uuid.uuid4()}}
topic = actions.start(Theme.objects.first(), author, title="{title}", **text)
for number in range(2, {posts} + 1):
    actions.reply(topic, author, source=f"Post number {{number}}.", nonce=uuid.uuid4())
print(topic.get_absolute_url(), Room.objects.beside(topic).get_absolute_url())
"""


def new_topic(site, title: str, *, posts: int = 1) -> tuple[str, str]:
    """The addresses of a new topic of the practitioner's and of the room beside it."""
    topic, room = site.shell(_MAKE.format(title=title, posts=posts)).split()
    return topic, room


def act(site, code: str) -> str:
    """Run statements in the served site; its tables and actions are at hand."""
    names = (
        "import uuid\nfrom accounts.models import Member\nfrom forum.chat import actions as chat\n"
    )
    names += "from forum.chat.models import Room, Message\nfrom forum.topics import actions, facilitation\n"
    return site.shell(f"{names}from forum.topics.models import Topic, Post\n{code}")


def write(page: Page, text: str) -> None:
    page.locator("post-composer textarea").fill(text)
    page.locator("post-composer button:not([type=button])").click()


def item(page: Page, text: str) -> Locator:
    return page.locator("li[data-number]", has_text=text)


def anyone() -> str:
    """The next demonstration member, so that tests do not use up each other's limits."""
    return f"{next(_NAMES)}@{DOMAIN}"
