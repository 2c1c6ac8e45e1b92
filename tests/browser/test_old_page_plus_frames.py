"""Decision 1: an old page plus its frames equals a fresh page, for every event, reader and two languages,
also when a third of the frames are lost."""

import json
import random
import time
import uuid

import pytest
from playwright.sync_api import expect

from bench.served.clients import Client, sign_in

LANGUAGES = ("en", "fr")
SETTLES_WITHIN = 20  # seconds; a lost frame is found by the next round

# What a page shows of its line: what depends on the reader (divider, shown buttons, local time) left out.
SHOWN = """
async () => {
  const clean = root => {
    const parts = Array.from(root.querySelectorAll("live-head, live-posts ol, live-room ol")).map(part => {
      const copy = part.cloneNode(true)
      copy.querySelectorAll("[data-divider], .empty-list, .item__copy").forEach(one => one.remove())
      copy.querySelectorAll(".item__edit, .item__quote").forEach(one => one.removeAttribute("hidden"))
      copy.querySelectorAll("time").forEach(one => { one.textContent = ""; one.removeAttribute("title") })
      copy.querySelectorAll("[class]").forEach(one => { if (!one.className) one.removeAttribute("class") })
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


class Scene:
    """A topic and its room on the open pages of a visitor, its author and a facilitator, in two languages."""

    def __init__(self, site, new_context, page_errors, lost: float) -> None:
        self.site, self.lost, self.dice = site, lost, random.Random(7)
        self.author, self.facilitator = sign_in(site, {}, {"facilitates": True})
        self.topic = self._start()
        self.room = self._room()
        self.pages = [
            self._open(new_context, page_errors, session, language, address)
            for session in ("", self.author.session, self.facilitator.session)
            for language in LANGUAGES
            for address in (f"/topics/{self.topic}/x/", f"/rooms/{self.room}/")
        ]

    def _start(self) -> int:
        fields = {
            "title": "An old page",
            "language": "en",
            "source": "First.",
            "nonce": str(uuid.uuid4()),
        }
        assert self.author.post("/themes/sse-concept/start/", fields)[0] in (201, 302)
        return int(
            self.site.shell(
                "from forum.topics.models import Topic; print(Topic.objects.latest('pk').pk)"
            )
        )

    def _room(self) -> int:
        code = "from forum.chat.models import Room; from forum.topics.models import Topic; "
        return int(
            self.site.shell(
                code + f"print(Room.objects.beside(Topic.objects.get(pk={self.topic})).pk)"
            )
        )

    def _open(self, new_context, page_errors, session, language, address):
        context = new_context(base_url=self.site.url, locale=language)
        context.on("weberror", lambda error: page_errors.append(str(error.error)))
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.site.url}])
        if self.lost:
            context.route_web_socket("**/live/", self._lossy)
        page = context.new_page()
        page.goto(address)
        return page

    def _lossy(self, socket) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda text: None if self._is_lost(text) else socket.send(text))

    def _is_lost(self, text: str) -> bool:
        return json.loads(text)["type"] in ("item", "head") and self.dice.random() < self.lost

    def post(self, who: Client, path: str, **fields: str) -> None:
        status, body = who.post(path.format(topic=self.topic, room=self.room), fields)
        assert status in (200, 201, 302), (path, status, body[:400])

    def write(self, who: Client, path: str, source: str, **fields: str) -> None:
        self.post(who, path, source=source, nonce=str(uuid.uuid4()), language="en", **fields)

    def differing(self) -> list[dict]:
        """The pages that do not show what a fresh one shows, when they had their time to."""
        deadline, waiting = time.monotonic() + SETTLES_WITHIN, self.pages
        while waiting and time.monotonic() < deadline:
            waiting = [page for page in waiting if not is_settled(page)]
        return [page.evaluate(SHOWN) for page in waiting]


def is_settled(page) -> bool:
    shown = page.evaluate(SHOWN)
    if shown["old"] != shown["fresh"]:
        page.wait_for_timeout(100)
    return shown["old"] == shown["fresh"] and shown["status"] == 200


TOPIC_ACTS = [
    ("a reply", lambda s: s.write(s.author, "/topics/{topic}/reply/", "Second.")),
    (
        "a reply to a post",
        lambda s: s.write(s.facilitator, "/topics/{topic}/reply/", "Third.", reply_to="1"),
    ),
    (
        "a quotation",
        lambda s: s.write(
            s.author, "/topics/{topic}/reply/", f"> [@demo.minjun](/topics/{s.topic}/3)\n> Third."
        ),
    ),
    (
        "an edit",
        lambda s: s.post(
            s.author, "/topics/{topic}/posts/2/edit/", source="2nd.", language="fr", version="1"
        ),
    ),
    (
        "an edit by a facilitator",
        lambda s: s.post(
            s.facilitator,
            "/topics/{topic}/posts/2/edit/",
            source="II.",
            language="en",
            version="2",
            why="Shorter",
        ),
    ),
    (
        "a post deleted, and what quotes it",
        lambda s: s.post(s.facilitator, "/topics/{topic}/posts/3/delete/"),
    ),
    (
        "a post hidden",
        lambda s: s.post(s.facilitator, "/topics/{topic}/posts/2/hide/", why="Advertising"),
    ),
    ("a post shown again", lambda s: s.post(s.facilitator, "/topics/{topic}/posts/2/unhide/")),
    ("pinned", lambda s: s.post(s.facilitator, "/topics/{topic}/pin/", pinned="1")),
    ("unpinned", lambda s: s.post(s.facilitator, "/topics/{topic}/pin/", pinned="0")),
    (
        "a new title",
        lambda s: s.post(s.facilitator, "/topics/{topic}/retitle/", title="A new title"),
    ),
    ("moved", lambda s: s.post(s.facilitator, "/topics/{topic}/move/", theme="8")),
    ("closed", lambda s: s.post(s.facilitator, "/topics/{topic}/close/", closed="1")),
    ("opened again", lambda s: s.post(s.facilitator, "/topics/{topic}/close/", closed="0")),
]
ROOM_ACTS = [
    ("a message", lambda s: s.write(s.author, "/rooms/{room}/say/", "Good evening.")),
    (
        "another message",
        lambda s: s.write(s.facilitator, "/rooms/{room}/say/", "Good evening, **author**."),
    ),
    (
        "an answer",
        lambda s: s.write(s.facilitator, "/rooms/{room}/say/", "And to you.", reply_to="1"),
    ),
    (
        "a message edited",
        lambda s: s.post(s.author, "/rooms/{room}/1/edit/", source="Good night.", version="1"),
    ),
    (
        "a message hidden",
        lambda s: s.post(s.facilitator, "/rooms/{room}/1/hide/", why="Advertising"),
    ),
    ("a message shown again", lambda s: s.post(s.facilitator, "/rooms/{room}/1/unhide/")),
    ("a message deleted", lambda s: s.post(s.author, "/rooms/{room}/1/delete/")),
]


@pytest.mark.parametrize("lost", [0, 1 / 3], ids=["all frames", "a third of the frames lost"])
def test_an_old_page_plus_its_frames_equals_a_fresh_page(live_site, new_context, page_errors, lost):
    scene = Scene(live_site, new_context, page_errors, lost)
    for name, act in TOPIC_ACTS + ROOM_ACTS:
        act(scene)
        assert not scene.differing(), f"after {name}"


def test_who_loses_sight_of_a_topic_loses_what_was_on_the_page(live_site, new_context, page_errors):
    scene = Scene(live_site, new_context, page_errors, 0)
    scene.post(scene.facilitator, "/topics/{topic}/hide/", why="Advertising")
    for page in scene.pages[:8]:  # the visitor's and the author's
        expect(page.locator(".post, .message")).to_have_count(0, timeout=10_000)
    scene.post(scene.facilitator, "/topics/{topic}/unhide/")
