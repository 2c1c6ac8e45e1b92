"""What a page weighs over the wire, compressed, by the default set-up (DESIGN: budgets)."""

from playwright.sync_api import Page

from tests.browser.steps import run_on_site

MAKE_TOPIC = """
from forum.themes.models import Theme
import random
words = "seed member credit union harvest statute board market water wage care training audit surplus village".split()
dice = random.Random(5)
def text():
    found = ""
    while len(found) < 600:
        found += dice.choice(words) + dice.choice([" ", " ", " ", ". ", ", "])
    return found[:600]
people = list(Member.objects.filter(is_demo=True)[:20])
topic = actions.start(Theme.objects.first(), people[0], title="Twenty posts", language="en", source=text(), nonce=uuid.uuid4())
for person in people[1:20]:
    actions.reply(topic, person, source=text(), nonce=uuid.uuid4())
print(topic.get_absolute_url(), Room.objects.beside(topic).get_absolute_url())
"""


def weigh(page: Page, address: str) -> dict[str, int]:
    """Bytes over the wire, headers too, by kind, when everything is loaded; "requests": how many there were."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kind_of: dict[str, str] = {}
    weights: dict[str, int] = {"requests": 0}
    cached: set[str] = set()

    def finished(event: dict) -> None:
        kind = kind_of.get(event["requestId"], "other")
        weights[kind] = weights.get(kind, 0) + int(event["encodedDataLength"])
        weights["requests"] += event["requestId"] not in cached

    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on(
        "Network.responseReceived",
        lambda event: kind_of.update({event["requestId"]: event["type"]}),
    )
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(500)
    session.detach()
    weights["all"] = sum(weight for kind, weight in weights.items() if kind != "requests")
    return weights


def test_the_budgets(site, new_page, capsys):
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
