"""No text within the limits costs more than a second."""

import contextlib
from collections.abc import Callable

import pytest

from collective_brain.errors import Refused
from forum import markup
from tests.cpu_speed import assert_cheap
from tests.forum.markup.samples import pathological_sources

# Seconds of CPU. The most that was measured on two shared cores is 0.5.
HARD_LIMIT = 1.0
PATHOLOGICAL = dict(pathological_sources())


def repeat(pattern: str, length: int = markup.MAX_POST_LENGTH) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


# Each of these was expensive in our parser or in another one.
BOMBS = {
    "brackets": repeat("["),
    "brackets with words": repeat("[a "),
    "brackets before emphasis": "[ " * 1_000 + repeat("*a", 40_000) + "]" * 999,
    "links that never end": repeat("[a](<b"),
    "images in images": repeat("![" * 15 + "a" + "](/x)" * 15),
    "a long address used often": "[a]: /" + "x" * 20_000 + "\n\n" + repeat("[a] ", 29_000),
    "definitions": "".join(f"[a{number}]: /x\n" for number in range(5_000))[
        : markup.MAX_POST_LENGTH
    ],
    "a title that goes on": "[a]: /x '" + repeat("\na", 40_000),
    "footnote marks that never end": "[^a]: x\n\n" + repeat("[^", 49_000),
    "footnotes named often": "[^a]: x\n\n" + repeat("[^a]", 49_000),
    "footnotes in footnotes": "".join(f"[^{number}]: " for number in range(7_000))[
        : markup.MAX_POST_LENGTH
    ],
    "quotation marks": repeat("> "),
    "lazy lines": ">" * 19 + "a\n" + repeat("a\n", 49_000),
    "lists in quotations": repeat("> - " * 5 + "a\n"),
    "lists of one": repeat("- a\n+ a\n"),
    "stairs": "".join("  " * (step % 9) + "- a\n" for step in range(4_000))[
        : markup.MAX_POST_LENGTH
    ],
    "a table of empty rows": "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|\n" * 20_000,
    "many tables": repeat("|a|\n|-|\n|a\n\n"),
    "emphasis": repeat("*a **a_ "),
    "emphasis all closed": repeat("*a* "),
    "entities": repeat("&amp;"),
    "ampersands": repeat("& ", 28_000),
    "schemes": repeat("a://"),
    "addresses": repeat("http://a "),
    "closing brackets after an address": "http://a" + repeat(")", 49_000),
    "addresses that end in entities": repeat("http://a" + "&b;" * 600 + " "),
    "hosts": repeat("www.a."),
    "domains": "a@" + repeat("b.", 49_000),
    "mentions": repeat("@ab "),
    "mentions in emphasis": repeat("@*"),
    "backticks": "".join("`" * length + " " for length in range(1, 320))[: markup.MAX_POST_LENGTH],
    "headings": repeat("#\n"),
    "lines": repeat("a\n"),
    "accents": "a" + repeat("\u0315\u0300\u05ae\u0300", 49_000),
    "joiners": repeat("\U0001f469\u200d"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_less_than_a_second(name: str) -> None:
    _assert_cheap(BOMBS[name])


@pytest.mark.parametrize("name", PATHOLOGICAL)
@pytest.mark.drill("pathological inputs", 20)
def test_a_pathological_input_cut_to_a_post_costs_less_than_a_second(name: str) -> None:
    _assert_cheap(PATHOLOGICAL[name][: markup.MAX_POST_LENGTH])


def test_a_whole_pathological_input_is_refused_at_once() -> None:
    long = [source for source in PATHOLOGICAL.values() if len(source) > markup.MAX_POST_LENGTH]
    assert len(long) > 30
    for source in long:
        for function in (markup.render_post, markup.render_message, markup.parse_post):
            _assert_cheap_call(function, source, 0.05)
            with pytest.raises(Refused, match="characters"):
                function(source)


@pytest.mark.parametrize("line", ["a\n", "@_\n", "a  \n", "> a\n"])
def test_the_parser_stops_at_the_line_that_is_too_many(line: str) -> None:
    with pytest.raises(Refused, match="3,001"):
        markup.render_post(repeat(line))


def _assert_cheap(source: str) -> None:
    _assert_cheap_call(markup.render_post, source, HARD_LIMIT)
    message = source[: markup.MAX_MESSAGE_LENGTH]
    _assert_cheap_call(markup.render_message, message, HARD_LIMIT / 4)


def _assert_cheap_call(function: Callable[[str], object], source: str, limit: float) -> None:
    def call() -> None:
        with contextlib.suppress(Refused):
            function(source)

    assert_cheap(call, limit)
