"""Every payload of tests/data/xss becomes inert text in posts and messages."""

from collections.abc import Callable

import pytest

from collective_brain.errors import Refused
from forum import markup
from tests.forum.markup.allow_list import violations
from tests.forum.markup.samples import DATA

PAYLOADS = (DATA / "xss" / "payloads.txt").read_text("utf-8").split("\n")
PAYLOADS.remove("")

# Texts that put a payload where it could do harm.
PLACES = {
    "in a link": "[x]({})",
    "in an address in angle brackets": "[x](<{}>)",
    "in an image": "![x]({})",
    "as a label": "[{}](/x)",
    "as alternative text": "![{}](/x.png)",
    "as a title": '[x](/x "{}")',
    "as an autolink": "<{}>",
    "as an address": "http://x.org/{}",
    "as the language of code": "```{}\nx\n```",
    "as a reference": "[x]\n\n[x]: {}",
    "in a table": "| {} |\n|:-:|\n| {} |",
    "as a footnote": "[^{}] [^1]\n\n[^{}]: x\n[^1]: {}",
}


def test_all_payloads_are_loaded() -> None:
    assert len(PAYLOADS) == 6613


@pytest.mark.parametrize("render", [markup.render_post, markup.render_message])
def test_every_payload_alone_is_inert(render: Callable[[str], str]) -> None:
    for payload in PAYLOADS:
        assert violations(_html(render, payload)) == [], payload


@pytest.mark.parametrize("place", PLACES)
def test_payloads_in_every_place_are_inert(place: str) -> None:
    template = PLACES[place]
    for start in range(0, len(PAYLOADS), 100):
        texts = [template.replace("{}", payload) for payload in PAYLOADS[start : start + 100 : 5]]
        assert violations(_html(markup.render_post, "\n\n".join(texts))) == [], texts
        assert violations(_html(markup.render_post, texts[0])) == [], texts[0]


def test_a_payload_as_prefix_or_profile_is_inert() -> None:
    for payload in PAYLOADS[::10]:
        source = "@ana [^1]\n\n[^1]: note"
        html = markup.render_post(source, prefix=payload, profile_urls={"ana": payload})
        assert violations(html) == [], payload


def test_a_payload_stays_readable() -> None:
    html = markup.render_post("<script>alert(1)</script> and <img src=x onerror=alert(1)>")
    assert (
        html
        == "<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;img src=x onerror=alert(1)&gt;</p>\n"
    )


def _html(render: Callable[[str], str], source: str) -> str:
    try:
        return render(source)
    except Refused:
        return ""
