"""Nothing typed is lost, whoever one is by then, and nobody reads what another member typed.

The matrix: who typed, who reads, and what happened in between. docs/protocol.md has the rule.
"""

import contextlib
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.offline_steps import sign_out
from tests.browser.steps import (
    item_with,
    load_composer,
    new_topic,
    next_member,
    run_on_site,
    wait_on,
)

WORDS = "What I typed"
# The browser sends the form by itself, as it does before the scripts are there. Then the composer
# is loaded. Commands of Playwright wait for the answer to a form, so the page requests /healthz
# when the words are stored.
SEND_WITHOUT_SCRIPT = f"""() => {{
  const {{ form }} = document.querySelector("post-composer textarea")
  form.elements.source.value = "{WORDS}"
  form.submit()
  setTimeout(() => form.elements.source.focus(), 100)
  setInterval(() => {{
    if (Object.values(localStorage).some(text => text.includes("{WORDS}"))) fetch("/healthz")
  }}, 100)
}}"""
# (who typed, who reads) -> who signs in ("visitor": signs out) in between, and whether the text is
# in the form. A text of Ana is for Ana. A text of a visitor is for visitors, and for the member
# who signs in next.
PAIRS = {
    ("visitor", "visitor"): ([], True),
    ("visitor", "ana"): (["ana"], True),
    ("visitor", "ben"): (["ana", "visitor", "ben"], False),
    ("ana", "visitor"): (["visitor"], False),
    ("ana", "ana"): (["visitor", "ana"], True),
    ("ana", "ben"): (["visitor", "ben"], False),
}


DELETE_DRAFTS = """
from forum.drafts.models import Draft
Draft.objects.all().delete()
Member.objects.update(draft_places=[])
"""


@pytest.fixture(autouse=True)
def _leave_no_drafts(site):
    """Other tests of this site look at the list of all drafts of a member."""
    yield
    run_on_site(site, DELETE_DRAFTS)


class Browser:
    """One browser, at which people sign in and out. page: the tab in which they type."""

    def __init__(
        self, page: Page, emails: dict[str, str], topic: str, *, has_scripts: bool = True
    ) -> None:
        self.page, self.emails, self.topic = page, emails, topic
        self.has_scripts = has_scripts

    def open_tab(self) -> Page:
        tab = self.page.context.new_page()
        tab.goto("/about/")
        return tab

    def become(self, people: list[str], tab: Page) -> None:
        for person in people:
            if person == "visitor":
                sign_out(tab)
                expect(tab.get_by_role("link", name="Sign in").first).to_be_visible()
            else:
                sign_in(tab, self.emails[person])

    def type_words(self) -> None:
        """The page is left before the pause after which the server saves a draft."""
        self.page.goto(self.topic)
        load_composer(self.page)
        field(self.page).fill(WORDS)


def field(page: Page):
    return page.locator("post-composer textarea")


def is_stored(page: Page) -> bool:
    """Whether this browser has stored the words."""
    stored = "words => Object.values(localStorage).some(text => text.includes(words))"
    return page.evaluate(stored, WORDS)


def requests_to(page: Page, path: str) -> list[str]:
    """A list to which the URLs are added that the page requests and that end in `path`."""
    urls: list[str] = []

    def add(request: Request) -> None:
        if request.url.endswith(path):
            urls.append(request.url)

    page.on("request", add)
    return urls


def press_send(page: Page) -> None:
    page.locator("post-composer button:not([type=button])").click()


# --- what happens between typing and reading ---


def same_tab(browser: Browser, people: list[str]) -> None:
    browser.type_words()
    browser.become(people, browser.page)
    browser.page.goto(browser.topic)


def second_tab(browser: Browser, people: list[str]) -> None:
    """The first tab stays open."""
    browser.type_words()
    browser.page = browser.open_tab()
    browser.become(people, browser.page)
    browser.page.goto(browser.topic)


def back(browser: Browser, people: list[str]) -> None:
    browser.type_words()
    browser.page.goto("/about/")
    browser.become(people, browser.page)
    while urlsplit(browser.page.url).path != browser.topic:
        browser.page.go_back()


def reload(browser: Browser, people: list[str]) -> None:
    browser.type_words()
    browser.become(people, browser.open_tab())
    with contextlib.suppress(PlaywrightError):  # a page of another member reloads itself
        browser.page.reload()
    browser.page.wait_for_load_state()


def crash(browser: Browser, people: list[str]) -> None:
    browser.type_words()
    wait_on(browser.page, lambda: is_stored(browser.page))
    tab = browser.open_tab()
    with contextlib.suppress(PlaywrightError):
        browser.page.goto("chrome://crash")
    browser.page = tab
    browser.become(people, tab)
    tab.goto(browser.topic)


def offline(browser: Browser, people: list[str]) -> None:
    browser.page.goto(browser.topic)
    load_composer(browser.page)
    browser.page.wait_for_load_state("networkidle")
    tab = browser.open_tab()
    browser.page.context.set_offline(True)
    field(browser.page).fill(WORDS)
    wait_on(browser.page, lambda: is_stored(browser.page))
    browser.page.close()
    browser.page.context.set_offline(False)
    browser.page = tab
    browser.become(people, tab)
    tab.goto(browser.topic)


def script_late(browser: Browser, people: list[str]) -> None:
    """A visitor presses the button before the scripts are there."""
    browser.page.route("**/static/js/*", lambda route: route.abort())
    browser.page.goto(browser.topic)
    field(browser.page).fill(WORDS)
    press_send(browser.page)
    browser.page.unroute("**/static/js/*")
    browser.page.goto("/about/")
    browser.become(people, browser.page)
    browser.page.goto(browser.topic)


def script_off(browser: Browser, people: list[str]) -> None:
    """A member has signed out in a second tab before the button is pressed."""
    browser.page.goto(browser.topic)
    field(browser.page).fill(WORDS)
    if people[:1] == ["visitor"]:
        browser.become(["visitor"], browser.open_tab())
        people = people[1:]
    press_send(browser.page)
    browser.page.wait_for_url("**/accounts/login/**")
    browser.become(people, browser.page)
    browser.page.goto(browser.topic)


WAYS = (same_tab, second_tab, back, reload, crash, offline, script_late, script_off)
CASES = [(way, pair) for way in WAYS for pair in PAIRS]
# Every way and every pair, in two minutes. `make matrix` runs all.
SAMPLE = [(way, list(PAIRS)[number % len(PAIRS)]) for number, way in enumerate(WAYS)]


@pytest.mark.parametrize(
    ("way", "pair"),
    [
        pytest.param(
            way,
            pair,
            id=f"{way.__name__}-{pair[0]}-{pair[1]}",
            marks=() if (way, pair) in SAMPLE else pytest.mark.whole,
        )
        for way, pair in CASES
    ],
)
def test_a_text_is_found_by_its_author_and_nobody_else(
    way, pair, site, new_page, browser_as, page_errors
):
    topic, _room = new_topic(site, "Typed by whom")
    typed_by, reader = pair
    emails = {"ana": next_member(), "ben": next_member()}
    has_scripts = way is not script_off
    options = {"java_script_enabled": has_scripts}
    page = new_page(**options) if typed_by == "visitor" else browser_as(emails["ana"], **options)
    browser = Browser(page, emails, topic, has_scripts=has_scripts)
    people, is_found = PAIRS[pair]
    way(browser, people)
    is_sent = way is script_late and typed_by == "ana"
    expect_words(browser, reader, WORDS if is_found and not is_sent else "")
    expect(item_with(browser.page, WORDS)).to_have_count(int(is_sent))
    if typed_by == "ana" and not is_found and not is_sent and way is not script_off:
        browser.become([*(["visitor"] if reader == "ben" else []), "ana"], browser.page)
        browser.page.goto(topic)
        expect_words(browser, "ana", WORDS)
    page_errors.clear()  # of script_late


def expect_words(browser: Browser, reader: str, words: str) -> None:
    """What is in the form of the page, when its scripts have run."""
    page = browser.page
    expect(page.locator(".site-header a[href^='/accounts/login/']")).to_have_count(
        int(reader == "visitor")
    )
    if browser.has_scripts:
        load_composer(page)
    expect(field(page)).to_have_value(words)


# --- single cases ---


def test_a_visitors_tab_sends_after_signing_in_elsewhere(site, visitor):
    topic, _room = new_topic(site, "Signed in elsewhere")
    browser = Browser(visitor, {"ana": next_member()}, topic)
    browser.type_words()
    browser.become(["ana"], browser.open_tab())
    press_send(visitor)
    expect(item_with(visitor, WORDS)).to_have_count(1)
    expect(field(visitor)).to_have_value("")
    visitor.reload()
    expect_words(browser, "ana", "")
    assert not is_stored(visitor)


def test_a_visitor_who_sends_finds_the_text_once_and_sends_it_once(site, visitor):
    """The server and the browser both keep the text during sign-in."""
    topic, _room = new_topic(site, "Sent as a visitor")
    browser = Browser(visitor, {"ana": next_member()}, topic)
    browser.type_words()
    press_send(visitor)
    visitor.wait_for_url("**/accounts/login/**")
    assert is_stored(visitor)
    browser.become(["ana"], visitor)
    visitor.goto(topic)
    expect_words(browser, "ana", WORDS)
    with visitor.expect_response("**/reply/"):
        press_send(visitor)
    expect(item_with(visitor, WORDS)).to_have_count(1)
    visitor.reload()
    expect_words(browser, "ana", "")
    assert not is_stored(visitor)


def test_a_tab_of_another_member_sends_and_saves_nothing(site, browser_as):
    topic, _room = new_topic(site, "Another member")
    ana_email, ben_email = next_member(), next_member()
    ana, ben = browser_as(ana_email), browser_as(ben_email)
    browser = Browser(ana, {"ana": ana_email}, topic)
    browser.type_words()
    ana.context.add_cookies(ben.context.cookies())  # Ben signs in, and the tab does not notice
    with ana.expect_response("**/drafts/save/") as saving:
        field(ana).press("End")
        field(ana).press_sequentially("!")
    assert saving.value.status == 403
    press_send(ana)
    expect(ana.get_by_role("alert").filter(has_text="Another member has signed in")).to_be_visible()
    expect(field(ana)).to_have_value(WORDS + "!")
    ben.goto("/drafts/")
    expect(ben.get_by_text(WORDS)).to_have_count(0)
    ben.goto(topic)
    expect(item_with(ben, WORDS)).to_have_count(0)
    ana.reload()  # it is a page of Ben now
    expect_words(browser, "ben", "")
    browser.become(["visitor", "ana"], ana)
    ana.goto(topic)
    expect_words(browser, "ana", WORDS + "!")


def test_a_tab_of_a_member_is_loaded_again_when_another_one_signs_in(site, browser_as):
    topic, _room = new_topic(site, "Left open")
    email, other = next_member(), next_member()
    page = browser_as(email)
    browser = Browser(page, {"ben": other}, topic)
    browser.type_words()
    with page.expect_event("load"):
        browser.become(["visitor", "ben"], browser.open_tab())
    expect_words(browser, "ben", "")


def test_a_stale_token_is_renewed_and_the_text_sent_once(site, browser_as):
    """A browser that does not say where a form comes from, and a session that was renewed."""
    topic, _room = new_topic(site, "Stale token")
    email = next_member()
    page = browser_as(email)
    browser = Browser(page, {"ana": email}, topic)
    browser.type_words()
    tab = browser.open_tab()
    browser.become(["visitor"], tab)
    expect(page.get_by_role("alert").filter(has_text="signed out")).to_be_visible()
    browser.become(["ana"], tab)
    statuses: list[int] = []

    def send_as_old_browser(route) -> None:
        headers = {
            name: value
            for name, value in route.request.all_headers().items()
            if name not in ("origin", "referer") and not name.startswith("sec-fetch")
        }
        answer = route.fetch(headers={**headers, "referer": f"{site.url}{topic}"})
        statuses.append(answer.status)
        route.fulfill(response=answer)

    page.route("**/reply/", send_as_old_browser)
    page.evaluate("document.querySelector('post-composer').blockSending('')")
    press_send(page)
    expect(item_with(page, WORDS)).to_have_count(1)
    assert statuses == [403, 201]
    expect(field(page)).to_have_value("")


def test_a_text_that_the_browser_sends_while_the_composer_is_loaded_is_sent_once(site, browser_as):
    topic, _room = new_topic(site, "Late composer")
    page = browser_as(next_member())
    browser = Browser(page, {}, topic)
    held: list[Route] = []
    requests = requests_to(page, "/healthz")
    page.goto(topic)
    page.route("**/reply/", lambda route: held.append(route))
    page.evaluate(SEND_WITHOUT_SCRIPT)
    wait_on(page, lambda: held and requests)
    with page.expect_navigation():
        held[0].continue_()
    for _visit in range(2):
        expect_words(browser, "ana", "")
        expect(item_with(page, WORDS)).to_have_count(1)
        expect(page.locator("[data-choice]")).to_be_hidden()
        page.goto(topic)


def test_a_text_that_no_draft_could_take_is_still_in_the_browser_after_signing_out(
    site, browser_as
):
    topic, _room = new_topic(site, "Signed out elsewhere")
    email = next_member()
    page = browser_as(email)
    browser = Browser(page, {"ana": email}, topic)
    page.context.route("**/drafts/save/", lambda route: route.abort())
    browser.type_words()
    browser.become(["visitor"], browser.open_tab())
    expect(page.get_by_role("alert").filter(has_text="Your text is saved")).to_be_visible()
    assert is_stored(page)
    page.context.unroute("**/drafts/save/")
    browser.become(["ana"], page)
    page.goto(topic)
    expect_words(browser, "ana", WORDS)


def test_a_member_chooses_between_a_draft_and_what_they_typed_as_a_visitor(
    site, visitor, browser_as
):
    topic, _room = new_topic(site, "Draft and visitor")
    email = next_member()
    phone = browser_as(email)
    phone.goto(topic)
    with phone.expect_response("**/drafts/save/"):
        field(phone).fill("The draft")
    browser = Browser(visitor, {"ana": email}, topic)
    browser.type_words()
    browser.become(["ana"], visitor)
    visitor.goto(topic)
    choice = visitor.locator("[data-choice]")
    expect(choice).to_be_visible()
    expect(choice.locator("[data-newer-text]")).to_have_text("The draft")
    expect(field(visitor)).to_have_value(WORDS)
    with visitor.expect_response("**/drafts/save/"):
        visitor.get_by_role("button", name="Keep what I wrote here").click()
    phone.reload()
    expect(field(phone)).to_have_value(WORDS)


def test_a_visitors_text_of_two_hours_ago_stays_with_visitors(site, visitor):
    topic, _room = new_topic(site, "Two hours ago")
    browser = Browser(visitor, {"ana": next_member()}, topic)
    browser.type_words()
    wait_on(visitor, lambda: is_stored(visitor))
    visitor.goto("/about/")
    visitor.evaluate("""() => {
        for (const key of Object.keys(localStorage).filter(key => key.startsWith("text:"))) {
            const fields = Object.fromEntries(JSON.parse(localStorage.getItem(key)))
            fields.at -= 2 * 3600000
            localStorage.setItem(key, JSON.stringify(Object.entries(fields)))
        }
    }""")
    browser.become(["ana"], visitor)
    visitor.goto(topic)
    expect_words(browser, "ana", "")
    browser.become(["visitor"], visitor)
    visitor.goto(topic)
    expect_words(browser, "visitor", WORDS)
