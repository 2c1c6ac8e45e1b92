"""A source that shows nothing is refused."""

import pytest

from collective_brain.errors import Refused
from forum import markup

BLANK = {
    "nothing": "",
    "white space": " \n\t\r\n \u00a0\u3000\u2003",
    "zero-width characters": "\u200b\u200c\u200d\ufeff\u2060\u00ad",
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
    "a footnote without a reference": "[^1]: words",
    "a footnote without words": "[^1]\n\n[^1]:\n",
    "a rule": "---",
    "an empty heading": "#",
    "an empty quotation": "> \n>",
    "an empty list": "-\n- \n1.",
    "an empty table": "| | |\n|-|-|\n| | |",
    "empty code": "```\n\n```",
    "code of spaces": "`  `",
}
VISIBLE = [
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


@pytest.mark.parametrize("name", BLANK)
def test_a_post_that_shows_nothing_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="write something first"):
        markup.render_post(BLANK[name])


@pytest.mark.parametrize("source", ["", " \n", "\u200b", "&nbsp;", "[](/x)", "\u2800", "\u3164"])
def test_a_message_that_shows_nothing_is_refused(source: str) -> None:
    with pytest.raises(Refused, match="write something first"):
        markup.render_message(source)


@pytest.mark.parametrize("source", VISIBLE)
def test_a_visible_text_is_not_blank(source: str) -> None:
    assert not markup.is_blank_html(markup.render_post(source))
