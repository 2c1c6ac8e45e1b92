"""Steps that the browser tests share: make a topic in the served site, send a text, wait."""

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from bench.served.sites import wait_until
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
topic = actions.start_topic(Theme.objects.first(), author, title="{title}", **text)
for number in range(2, {posts} + 1):
    actions.reply(topic, author, source=f"Post number {{number}}.", nonce=uuid.uuid4())
print(topic.get_absolute_url(), Room.objects.get_or_create_for(topic).get_absolute_url())
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


def wait_for_worker(site) -> None:
    """Wait until the worker has run the listeners of every event so far."""
    count = "from collective_brain.event_log.models import Event\n"
    count += "print(Event.objects.filter(done_at=None).count())"
    wait_until(lambda: site.shell(count) == "0")


def wait_on(page: Page, condition: Callable[[], object], *, within: float = 15) -> None:
    """Wait until `condition()` is true. Events of the page arrive in between. within: seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "the condition did not become true"
        page.wait_for_timeout(50)


def make_round_trip(page: Page) -> None:
    """Make the page send a request now and wait for its answer.

    The scripts of the page have seen every earlier answer by then. A test calls this to check
    that an earlier answer changed nothing.
    """
    page.evaluate("() => fetch('/healthz').then(answer => answer.text())")


def open_live(page: Page, path: str) -> list[dict[str, Any]]:
    """Open a topic or a room and wait until the page has subscribed to its stream.

    Returns a list to which the frames are added that the page receives.
    """
    frames: list[dict[str, Any]] = []

    def add_frames_of(socket) -> None:
        socket.on("framereceived", lambda frame: frames.append(json.loads(frame)))

    page.on("websocket", add_frames_of)
    page.goto(path)
    stream = f"{path.split('/')[1].removesuffix('s')}:{id_in(path)}"
    wait_on(page, lambda: frames_in(frames, "listening", line=stream))
    return frames


def frames_in(frames: list[dict[str, Any]], kind: str, **fields: Any) -> list[dict[str, Any]]:
    """The frames of this type that have these fields."""
    return [frame for frame in frames if frame["type"] == kind and fields.items() <= frame.items()]


def load_composer(page: Page) -> None:
    """Focus the text field. The page then fetches the script of the composer."""
    page.locator("post-composer textarea").focus()
    expect(page.locator("[data-text-is-stored]")).to_be_visible()


def send(page: Page, text: str) -> None:
    """Type a text into the composer of the page and press its Send button.

    The text field has the focus then, so the page loads the script of the composer. The test waits
    for it, because a browser would send the form itself and open another page.
    """
    page.locator("post-composer textarea").fill(text)
    expect(page.locator("post-composer:defined")).to_be_attached()
    page.locator("post-composer button:not([type=button])").click()


def item_with(page: Page, text: str) -> Locator:
    """The post or message on the page that contains this text."""
    return page.locator("li[data-number]", has_text=text)


def open_menu(page: Page, number: int) -> None:
    """Open the menu of a post."""
    page.locator(f"#post-{number} .post__menu > summary").click()


def next_member() -> str:
    """The e-mail address of the next demonstration member.

    Tests take turns with the members, so that one test does not use up the rate limit of another.
    """
    return f"{next(_MEMBERS)}@{DOMAIN}"
