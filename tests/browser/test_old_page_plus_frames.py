"""An old page plus its frames equals a new page: for every event, reader and two languages.

This also holds when a third of the frames are lost (docs/protocol.md): with the first events and in
one language, and with everything with --whole.
"""

import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from bench.served.clients import Client, sign_in

LANGUAGES = ("en", "fr")
SETTLES_WITHIN = 20  # seconds; the next round finds a lost frame
FIRST_UNREAD = 2  # the divider "New since your last visit" is before this number

# The items and the head of the old page and of a new one. Scripts show or hide buttons, copy
# links and local times, so these parts are left out.
SHOWN = """
async () => {
  const clean = root => {
    const selector = "live-head, live-posts ol, live-room ol"
    const parts = Array.from(root.querySelectorAll(selector)).map(part => {
      const copy = part.cloneNode(true)
      const each = (selector, change) => copy.querySelectorAll(selector).forEach(change)
      const controls = "[data-controls] > button, .message__actions > button"
      each(`.empty-list, ${controls}`, one => one.remove())
      each("[data-edit], [data-quote]", one => one.removeAttribute("hidden"))
      each("time", one => { one.textContent = ""; one.removeAttribute("title") })
      each("[class]", one => { if (!one.className) one.removeAttribute("class") })
      return copy.innerHTML.replace(/\\s+/g, " ").replace(/> </g, "><").trim()
    })
    return parts.join("\\n")
  }
  const fresh = await fetch(location.href, { headers: { Accept: "text/html" } })
  const html = new DOMParser().parseFromString(await fresh.text(), "text/html")
  return { status: fresh.status, old: clean(document), fresh: clean(html) }
}
"""


@pytest.fixture(scope="module")
def live_site(new_site):
    site = new_site()
    site.env |= {
        "DJANGO_SETTINGS_MODULE": "bench.drills.drill_app.settings",
        "LIVE_ROUND_EVERY": "1",
    }
    site.start()
    yield site
    site.stop()


@dataclass
class Reader:
    """An open page. member: None for a visitor. unread_path: marks items as unread again."""

    page: Page
    member: Client | None
    unread_path: str

    def open(self, path: str) -> None:
        """Open the page with the divider: what it shows was read once, and is unread again."""
        dividers = 1 if self.member else 0
        self.page.goto(path)
        for _attempt in range(5):
            self.mark_as_unread()
            self.page.reload()
            # The service worker may have read the page between the two on a slow machine.
            if self.page.locator("[data-divider]").count() == dividers:
                return
        expect(self.page.locator("[data-divider]")).to_have_count(dividers)

    def mark_as_unread(self) -> None:
        if not self.member:
            return  # a visitor has no read position
        status, body = self.member.post(self.unread_path, {})
        assert status == 302, (status, body[:400])

    def shown(self) -> dict:
        """What the old page shows, and what a new page shows with the divider at the same place.

        Each new page counts as reading, so it moves the read position.
        """
        self.mark_as_unread()
        return self.page.evaluate(SHOWN)

    def is_settled(self) -> bool:
        shown = self.shown()
        return shown["old"] == shown["fresh"] and shown["status"] == 200


class Scene:
    """A topic and its room on the open pages of a visitor, the author and a facilitator.

    Each of them reads both in each language. lost: the share of the frames that is lost.
    """

    def __init__(self, site, new_context, page_errors, lost: float, languages=LANGUAGES) -> None:
        self.site, self.lost, self.dice = site, lost, random.Random(7)
        self.author, self.facilitator = sign_in(site, {}, {"facilitates": True})
        self.topic = self._start_topic()
        self.room = self._room_id()
        self.write(self.facilitator, "/topics/{topic}/reply/", "Second.")
        self.write(self.author, "/rooms/{room}/say/", "Welcome.")
        self.write(self.facilitator, "/rooms/{room}/say/", "Thank you.")
        topic_paths = (f"/topics/{self.topic}/x/", f"/topics/{self.topic}/posts")
        room_paths = (f"/rooms/{self.room}/", f"/rooms/{self.room}")
        self.readers = [
            self._open(
                new_context,
                page_errors,
                member,
                language,
                path,
                f"{items_path}/{FIRST_UNREAD}/unread/",
            )
            for member in (None, self.author, self.facilitator)
            for language in languages
            for path, items_path in (topic_paths, room_paths)
        ]

    def _start_topic(self) -> int:
        fields = {
            "title": "An old page",
            "language": "en",
            "source": "First.",
            "nonce": str(uuid.uuid4()),
        }
        assert self.author.post("/themes/sse-concept/start/", fields)[0] in (201, 302)
        code = "from forum.topics.models import Topic; print(Topic.objects.latest('pk').pk)"
        return int(self.site.shell(code))

    def _room_id(self) -> int:
        code = "from forum.chat.models import Room; from forum.topics.models import Topic; "
        code += f"print(Room.objects.get_or_create_for(Topic.objects.get(pk={self.topic})).pk)"
        return int(self.site.shell(code))

    def _open(self, new_context, page_errors, member, language, path, unread_path) -> Reader:
        context = new_context(base_url=self.site.url, locale=language)
        context.on("weberror", lambda error: page_errors.append(str(error.error)))
        if member:
            cookie = {"name": "sessionid", "value": member.session, "url": self.site.url}
            context.add_cookies([cookie])
        # The script's report of what was read would move the read position between two steps.
        context.route("**/following/seen/", lambda route: route.abort())
        if self.lost:
            context.route_web_socket("**/live/", self._pass_some_frames)
        reader = Reader(context.new_page(), member, unread_path)
        reader.open(path)
        return reader

    def _pass_some_frames(self, socket) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda text: None if self._loses_frame(text) else socket.send(text))

    def _loses_frame(self, text: str) -> bool:
        return json.loads(text)["type"] in ("item", "head") and self.dice.random() < self.lost

    def post(self, member: Client, path: str, **fields: str) -> None:
        status, body = member.post(path.format(topic=self.topic, room=self.room), fields)
        assert status in (200, 201, 302), (path, status, body[:400])

    def write(self, member: Client, path: str, source: str, **fields: str) -> None:
        self.post(member, path, source=source, nonce=str(uuid.uuid4()), language="en", **fields)

    def differing_pages(self) -> list[dict]:
        """Wait until every old page equals a new one. Return those that differ in the end."""
        deadline, waiting = time.monotonic() + SETTLES_WITHIN, self.readers
        while waiting and time.monotonic() < deadline:
            waiting = [reader for reader in waiting if not reader.is_settled()]
        return [reader.shown() for reader in waiting]


def reply(member: str, source: str, **fields: str) -> Callable[[Scene], None]:
    """member: "author" or "facilitator"."""
    return lambda scene: scene.write(
        getattr(scene, member), "/topics/{topic}/reply/", source.format(topic=scene.topic), **fields
    )


def say(member: str, source: str, **fields: str) -> Callable[[Scene], None]:
    return lambda scene: scene.write(getattr(scene, member), "/rooms/{room}/say/", source, **fields)


def post(member: str, path: str, **fields: str) -> Callable[[Scene], None]:
    return lambda scene: scene.post(getattr(scene, member), path, **fields)


EVENTS_IN_TOPICS = {
    "a reply": reply("author", "Third."),
    "a reply to a post": reply("facilitator", "Fourth.", reply_to="1"),
    "a quotation": reply("author", "> [@demo.minjun](/topics/{topic}/4)\n> Fourth."),
    "an edit": post(
        "author", "/topics/{topic}/posts/3/edit/", source="3rd.", language="fr", version="1"
    ),
    "an edit by a facilitator": post(
        "facilitator",
        "/topics/{topic}/posts/3/edit/",
        source="III.",
        language="en",
        version="2",
        why="Shorter",
    ),
    "an edit of the last read post": post(
        "author", "/topics/{topic}/posts/1/edit/", source="1st.", language="en", version="1"
    ),
    "an edit of the first unread post": post(
        "facilitator", "/topics/{topic}/posts/2/edit/", source="2nd.", language="en", version="1"
    ),
    "the deletion of a quoted post": post("facilitator", "/topics/{topic}/posts/4/delete/"),
    "a hidden post": post("facilitator", "/topics/{topic}/posts/3/hide/", why="Advertising"),
    "a post shown again": post("facilitator", "/topics/{topic}/posts/3/unhide/"),
    "the first unread post hidden": post(
        "facilitator", "/topics/{topic}/posts/2/hide/", why="Advertising"
    ),
    "the first unread post shown again": post("facilitator", "/topics/{topic}/posts/2/unhide/"),
    "a pinned topic": post("facilitator", "/topics/{topic}/pin/", pinned="1"),
    "an unpinned topic": post("facilitator", "/topics/{topic}/pin/", pinned="0"),
    "a new title": post("facilitator", "/topics/{topic}/retitle/", title="A new title"),
    "a moved topic": post("facilitator", "/topics/{topic}/move/", theme="8", understood="on"),
    "a closed topic": post("facilitator", "/topics/{topic}/close/", closed="1"),
    "an opened topic": post("facilitator", "/topics/{topic}/close/", closed="0"),
}
EVENTS_IN_ROOMS = {
    "a message": say("author", "Good evening."),
    "another message": say("facilitator", "Good evening, **author**."),
    "a reply to a message": say("facilitator", "And to you.", reply_to="1"),
    "an edited message": post("author", "/rooms/{room}/1/edit/", source="Good night.", version="1"),
    "an edit of the first unread message": post(
        "facilitator", "/rooms/{room}/2/edit/", source="Thanks.", version="1"
    ),
    "a hidden message": post("facilitator", "/rooms/{room}/1/hide/", why="Advertising"),
    "a message shown again": post("facilitator", "/rooms/{room}/1/unhide/"),
    "a deleted message": post("author", "/rooms/{room}/1/delete/"),
    "the first unread message deleted": post("facilitator", "/rooms/{room}/2/delete/"),
}


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(0, id="all frames", marks=pytest.mark.drill("all frames", 40)),
        pytest.param(1 / 3, id="a third of the frames lost"),
    ],
)
def test_an_old_page_plus_its_frames_equals_a_new_page(
    live_site, new_context, page_errors, sample, lost
):
    languages = sample(LANGUAGES, 2) if lost else LANGUAGES
    scene = Scene(live_site, new_context, page_errors, lost, languages)
    events = EVENTS_IN_TOPICS | EVENTS_IN_ROOMS
    if lost and len(languages) < len(LANGUAGES):
        events = dict([*EVENTS_IN_TOPICS.items()][:6] + [*EVENTS_IN_ROOMS.items()][:4])
    for name, cause in events.items():
        cause(scene)
        assert not scene.differing_pages(), f"after {name}"


@pytest.mark.drill("hidden topic on open pages", 20)
def test_readers_of_a_topic_that_is_hidden_lose_what_is_on_their_pages(
    live_site, new_context, page_errors
):
    scene = Scene(live_site, new_context, page_errors, 0)
    scene.post(scene.facilitator, "/topics/{topic}/hide/", why="Advertising")
    for reader in scene.readers:
        if reader.member != scene.facilitator:
            items = reader.page.locator(".post, .message")
            expect(items).to_have_count(0, timeout=10_000)
    scene.post(scene.facilitator, "/topics/{topic}/unhide/")
