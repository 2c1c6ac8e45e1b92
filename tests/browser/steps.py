"""Steps that the browser tests share: make a topic in the served site, send a text, find an item."""

import itertools

from playwright.sync_api import Locator, Page

from forum.demo import DOMAIN

_MEMBERS = itertools.cycle(
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

_START_TOPIC = """
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

_IMPORTS = """
import uuid
from accounts.models import Member
from forum.chat import actions as chat
from forum.chat.models import Message, Room
from forum.facilitation import actions as facilitation
from forum.topics import actions
from forum.topics.models import Post, Topic
"""


def new_topic(site, title: str, *, posts: int = 1) -> tuple[str, str]:
    """The paths of a new topic by the demonstration practitioner and of the room beside it."""
    topic, room = site.shell(_START_TOPIC.format(title=title, posts=posts)).split()
    return topic, room


def run_on_site(site, code: str) -> str:
    """Run statements inside the served site and return what they print. _IMPORTS are in scope."""
    return site.shell(_IMPORTS + code)


def id_in(path: str) -> str:
    """The primary key in the path of a topic or of a room."""
    return path.split("/")[2]


def send(page: Page, text: str) -> None:
    """Type a text into the composer of the page and press its Send button."""
    page.locator("post-composer textarea").fill(text)
    page.locator("post-composer button:not([type=button])").click()


def item_with(page: Page, text: str) -> Locator:
    """The post or message on the page that contains this text."""
    return page.locator("li[data-number]", has_text=text)


def next_member() -> str:
    """The e-mail address of the next demonstration member.

    Tests take turns with the members, so that one test does not use up the rate limit of another.
    """
    return f"{next(_MEMBERS)}@{DOMAIN}"
