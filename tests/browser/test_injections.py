"""Every XSS payload as a post and as a message in a real browser: none runs."""

import re
from pathlib import Path

import pytest

from tests.browser.steps import run_on_site

PAYLOADS = Path(__file__).parents[1] / "data" / "xss" / "payloads.txt"
PATHS = re.compile(r"^/\S+$", re.MULTILINE)

# Writes the payloads through the actions of the site, many in one text. A text that the markup
# refuses is halved until the payloads that it accepts are written.
WRITE = """
from pathlib import Path
from collective_brain.errors import Refused
from forum.themes.models import Theme
lines = Path({payloads!r}).read_text(errors="replace").splitlines()
payloads = [line for line in lines if line.strip()][::{nth}]
author = Member.objects.get(handle="demo.priya")
def batches(size, most):
    batch = []
    for payload in payloads:
        if batch and (len(batch) == size or sum(map(len, batch)) + len(payload) > most):
            yield "\\n\\n".join(batch)
            batch = []
        batch.append(payload[:most])
    yield "\\n\\n".join(batch)
def write_accepted(write, source):
    try:
        write(source)
    except Refused:
        parts = source.split("\\n\\n")
        if len(parts) > 1:
            for half in (parts[: len(parts) // 2], parts[len(parts) // 2 :]):
                write_accepted(write, "\\n\\n".join(half))
fields = {{"title": "Payloads", "language": "en", "source": "All.", "nonce": uuid.uuid4()}}
topic = actions.start_topic(Theme.objects.filter(reading_group=None).last(), author, **fields)
room = Room.objects.get_or_create_for(topic)
def reply(source):
    actions.reply(topic, author, source=source, nonce=uuid.uuid4())
def say(source):
    chat.say(room, author, source=source, nonce=uuid.uuid4())
for batch in batches(60, 20_000):
    write_accepted(reply, batch)
for batch in batches(40, 3_500):
    write_accepted(say, batch)
topic.refresh_from_db()
room.refresh_from_db()
for page in range(1, topic.last_page + 1):
    print(topic.page_url(page))
for upto in range(50, room.last_number + 50, 50):
    print(f"{{room.get_absolute_url()}}?upto={{min(upto, room.last_number)}}")
"""
# Records every call that a payload can make.
RECORD_CALLS = """
window.calls = []
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...what) => { window.calls.push(name + ": " + what) }
"""
# The elements, handlers and addresses on the page that the sanitizer must remove.
FIND_FORBIDDEN = """
() => {
  const tags = ["SCRIPT", "STYLE", "IFRAME", "OBJECT", "EMBED", "BASE", "META", "LINK", "MATH"]
  const addresses = /^(href|src|action|formaction|xlink:href)$/
  const allowed = /^(https?:|mailto:|[/#?])/i
  const forbidden = []
  for (const one of document.querySelectorAll(".posts *, .messages *")) {
    if (tags.concat("TEMPLATE").includes(one.tagName)) forbidden.push(one.outerHTML.slice(0, 200))
    for (const { name, value } of one.attributes)
      if (name.startsWith("on") || name === "style" || name === "srcdoc"
        || (addresses.test(name) && !allowed.test(value)))
        forbidden.push(name + "=" + value.slice(0, 200))
  }
  return forbidden
}
"""


@pytest.fixture(scope="module")
def paths(served_site, request) -> list[str]:
    """The pages with the payloads: with each fifth one, or with all of them with --whole."""
    nth = 1 if request.config.getoption("--whole") else 5
    return PATHS.findall(run_on_site(served_site, WRITE.format(payloads=str(PAYLOADS), nth=nth)))


def test_no_payload_runs_on_any_page(paths, new_page, page_errors):
    page = new_page()
    page.add_init_script(RECORD_CALLS)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    links_without_rel = ".prose a[href^='http']:not([rel='nofollow ugc noopener'])"
    assert len(paths) >= 3  # two pages of the topic, one of the room
    for path in paths:
        page.goto(path)
        assert page.evaluate("window.calls") == [], path
        assert page.evaluate(FIND_FORBIDDEN) == [], path
        assert page.locator(links_without_rel).count() == 0, path
    page_errors[:] = [error for error in page_errors if "404" not in error]
