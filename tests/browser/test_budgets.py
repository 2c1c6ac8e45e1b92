"""How many bytes a page needs, compressed, in the default set-up."""

from playwright.sync_api import Page

from tests.browser.steps import run_on_site, wait_on

MAKE_TOPIC = """
from forum.themes.models import Theme
import random
words = "seed member credit union harvest statute board market".split()
words += "water wage care training audit surplus village".split()
dice = random.Random(5)
def text():
    text = ""
    while len(text) < 600:
        text += dice.choice(words) + dice.choice([" ", " ", " ", ". ", ", "])
    return text[:600]
may_write = {"is_demo": True, "silenced_until": None, "suspended_until": None}
members = list(Member.objects.filter(**may_write)[:20])
fields = {"language": "en", "source": text(), "nonce": uuid.uuid4()}
topic = actions.start_topic(Theme.objects.first(), members[0], title="Twenty posts", **fields)
for member in members[1:20]:
    actions.reply(topic, member, source=text(), nonce=uuid.uuid4())
print(topic.get_absolute_url(), Room.objects.get_or_create_for(topic).get_absolute_url())
"""


def weigh(page: Page, path: str) -> dict[str, int]:
    """The transferred bytes of a page by resource type, with headers, and "all" of them.

    "requests" is the number of requests that the browser's cache did not answer.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    type_of_request: dict[str, str] = {}
    weights: dict[str, int] = {"requests": 0}
    begun: set[str] = set()
    ended: set[str] = set()
    cached: set[str] = set()

    def add_weight(event: dict) -> None:
        ended.add(event["requestId"])
        kind = type_of_request.get(event["requestId"], "other")
        weights[kind] = weights.get(kind, 0) + int(event["encodedDataLength"])
        weights["requests"] += event["requestId"] not in cached

    def set_type(event: dict) -> None:
        type_of_request[event["requestId"]] = event["type"]

    session.on("Network.requestWillBeSent", lambda event: begun.add(event["requestId"]))
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.responseReceived", set_type)
    session.on("Network.loadingFinished", add_weight)
    session.on("Network.loadingFailed", lambda event: ended.add(event["requestId"]))
    page.goto(path, wait_until="networkidle")
    wait_on(page, lambda: begun <= ended)
    session.detach()
    weights["all"] = sum(weight for kind, weight in weights.items() if kind != "requests")
    return weights


def test_pages_stay_within_their_budgets(site, new_page, capsys):
    topic, room = run_on_site(site, MAKE_TOPIC).split()
    page = new_page()
    first, second = weigh(page, topic), weigh(page, topic)
    chat = weigh(new_page(), room)
    with capsys.disabled():
        for name, weights in (
            ("topic, first visit", first),
            ("topic, second visit", second),
            ("room", chat),
        ):
            print(f"\n{name}: {weights}")
    assert first["all"] <= 30_000 and first["requests"] <= 8
    assert second["all"] <= 10_000
    assert first["Stylesheet"] <= 10_000
    assert first["Script"] <= 9_000
    assert chat["Script"] <= 20_000
