"""A source that makes no visible text is refused as empty."""

import pytest

from collective_brain.errors import Refused
from forum import markup

EMPTY = {
    "nothing": "",
    "white space": " \n\t\r\n \u00a0\u3000\u2003",
    "zero-width signs": "\u200b\u200c\u200d\ufeff\u2060\u00ad",
    "direction overrides": "\u202e\u2066\u2069\u200e\u200f\u061c",
    "no-break spaces by name": "&nbsp; &ensp;&#160;&zwnj;&zwj;&shy;&#8203;&#x202e;",
    "braille blank": "\u2800",
    "Hangul fillers": "\u3164\uffa0\u115f\u1160",
    "an accent without a letter": "\u0301\ufe0f",
    "tags": "\U000e0041\U000e0042",
    "controls": "\x00\x01\x7f\x85",
    "an empty link": "[](/x)",
    "an empty link with a reference": "[][a]\n\n[a]: /x",
    "definitions": "[a]: /x\n[b]: /y 'title'",
    "a footnote nobody names": "[^1]: words",
    "a footnote without words": "[^1]\n\n[^1]:\n",
    "a rule": "---",
    "an empty heading": "#",
    "an empty quotation": "> \n>",
    "an empty list": "-\n- \n1.",
    "an empty table": "| | |\n|-|-|\n| | |",
    "empty code": "```\n\n```",
    "code of spaces": "`  `",
}
SEEN = [
    "x",
    "!",
    "&",
    "&amp;",
    "😀",
    "漢",
    "- x",
    "0",
    "…",
    "[](",
    "<!-- a comment -->",
    "![](/x.png)",
    "\\_",
    "[ ]",
]


@pytest.mark.parametrize("name", EMPTY)
def test_it_is_refused_as_empty(name: str) -> None:
    with pytest.raises(Refused, match="nothing to see"):
        markup.render_post(EMPTY[name])


@pytest.mark.parametrize("source", ["", " \n", "\u200b", "&nbsp;", "[](/x)", "\u2800", "\u3164"])
def test_a_message_is_refused_as_empty_too(source: str) -> None:
    with pytest.raises(Refused, match="nothing to see"):
        markup.render_message(source)


@pytest.mark.parametrize("source", SEEN)
def test_what_can_be_seen_is_not_empty(source: str) -> None:
    assert not markup.is_blank_html(markup.render_post(source))
