"""No text within the limits costs more than a second."""

import contextlib
import time
from collections.abc import Callable

import pytest

from collective_brain.errors import Refused
from forum import markup
from tests.cpu_speed import seconds_allowed
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
def test_a_pathological_input_cut_to_a_post_costs_less_than_a_second(name: str) -> None:
    _assert_cheap(PATHOLOGICAL[name][: markup.MAX_POST_LENGTH])


def test_a_whole_pathological_input_is_refused_at_once() -> None:
    long = [source for source in PATHOLOGICAL.values() if len(source) > markup.MAX_POST_LENGTH]
    assert len(long) > 30
    for source in long:
        for function in (markup.render_post, markup.render_message, markup.parse_post):
            _assert_faster_than(0.05, function, source)
            with pytest.raises(Refused, match="characters"):
                function(source)


@pytest.mark.parametrize("line", ["a\n", "@_\n", "a  \n", "> a\n"])
def test_the_parser_stops_at_the_line_that_is_too_many(line: str) -> None:
    with pytest.raises(Refused, match="3,001"):
        markup.render_post(repeat(line))


def _assert_cheap(source: str) -> None:
    _assert_faster_than(HARD_LIMIT, markup.render_post, source)
    _assert_faster_than(HARD_LIMIT, markup.parse_post, source)
    _assert_faster_than(HARD_LIMIT / 4, markup.render_message, source[: markup.MAX_MESSAGE_LENGTH])


def _assert_faster_than(limit: float, function: Callable[[str], object], source: str) -> None:
    """One of six tries is quick enough. Another process can slow a single try down."""
    tries = []
    for _ in range(6):
        allowed = seconds_allowed(limit)
        tries.append((_seconds(function, source), allowed))
        if tries[-1][0] < allowed:
            return
        time.sleep(0.5)  # the other process can be done by then
    raise AssertionError(f"(CPU seconds, allowed) of each try: {tries}")


def _seconds(function: Callable[[str], object], source: str) -> float:
    """CPU seconds of this thread, so that other tests beside it do not count."""
    start = time.thread_time()
    with contextlib.suppress(Refused):
        function(source)
    return time.thread_time() - start
