"""Every payload, as posts and messages on real pages in a real browser: none runs."""

import re
from pathlib import Path

import pytest

from tests.browser.steps import run_on_site

PAYLOADS = Path(__file__).parents[1] / "data" / "xss" / "payloads.txt"
ADDRESSES = re.compile(r"^/\S+$", re.MULTILINE)

# Written through the site's own actions; what the markup refuses is refused for the member, too.
WRITE = """
from pathlib import Path
from collective_brain.errors import Refused
from forum.themes.models import Theme
payloads = [line for line in Path({payloads!r}).read_text(errors="replace").splitlines() if line.strip()]
author = Member.objects.get(handle="demo.priya")
def batches(size, most):
    batch = []
    for payload in payloads:
        if batch and (len(batch) == size or sum(map(len, batch)) + len(payload) > most):
            yield "\\n\\n".join(batch)
            batch = []
        batch.append(payload[:most])
    yield "\\n\\n".join(batch)
def kept(write, source):
    try:
        write(source)
    except Refused:
        parts = source.split("\\n\\n")
        if len(parts) > 1:
            for half in (parts[: len(parts) // 2], parts[len(parts) // 2 :]):
                kept(write, "\\n\\n".join(half))
topic = actions.start(Theme.objects.last(), author, title="Payloads", language="en", source="All.", nonce=uuid.uuid4())
room = Room.objects.beside(topic)
for batch in batches(60, 20_000):
    kept(lambda source: actions.reply(topic, author, source=source, nonce=uuid.uuid4()), batch)
for batch in batches(40, 3_500):
    kept(lambda source: chat.say(room, author, source=source, nonce=uuid.uuid4()), batch)
topic.refresh_from_db()
room.refresh_from_db()
for page in range(1, topic.last_page + 1):
    print(topic.page_url(page))
for upto in range(50, room.last_number + 50, 50):
    print(f"{{room.get_absolute_url()}}?upto={{min(upto, room.last_number)}}")
"""
# Counts what a payload can do: a dialog, a script, a handler, a foreign address.
ALARM = """
window.ran = []
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...what) => { window.ran.push(name + ": " + what) }
"""
FOREIGN = """
() => {
  const wrong = []
  for (const one of document.querySelectorAll(".posts *, .messages *")) {
    if (["SCRIPT", "STYLE", "IFRAME", "OBJECT", "EMBED", "BASE", "META", "LINK", "MATH", "TEMPLATE"].includes(one.tagName))
      wrong.push(one.outerHTML.slice(0, 200))
    for (const { name, value } of one.attributes)
      if (name.startsWith("on") || name === "style" || name === "srcdoc"
        || (/^(href|src|action|formaction|xlink:href)$/.test(name) && !/^(https?:|mailto:|[/#?])/i.test(value)))
        wrong.push(name + "=" + value.slice(0, 200))
  }
  return wrong
}
"""


@pytest.fixture(scope="module")
def addresses(served_site) -> list[str]:
    return ADDRESSES.findall(run_on_site(served_site, WRITE.format(payloads=str(PAYLOADS))))


def test_no_payload_runs_on_any_page(addresses, new_page, page_errors):
    page = new_page()
    page.add_init_script(ALARM)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    assert len(addresses) > 8
    for address in addresses:
        page.goto(address)
        assert page.evaluate("window.ran") == [], address
        assert page.evaluate(FOREIGN) == [], address
        assert (
            page.locator(".prose a[href^='http']:not([rel='nofollow ugc noopener'])").count() == 0
        ), address
    page_errors[:] = [error for error in page_errors if "404" not in error]
