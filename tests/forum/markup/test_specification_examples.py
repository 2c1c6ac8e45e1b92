"""The examples of the specifications: ours is CommonMark, and where it differs the reason is written down."""

from typing import Any

import pytest

from collective_brain.errors import Refused
from forum import markup
from forum.markup import parsers
from tests.forum.markup import known_differences, reading

COMMONMARK = reading.examples("commonmark-0.31-examples.json")
GFM = reading.examples("gfm-extensions-examples.json")
REFUSED = "(refused)"


def test_there_are_all_examples_without_raw_html() -> None:
    assert (len(COMMONMARK), len(GFM)) == (580, 26)


def test_the_bare_parser_makes_the_html_of_the_specification() -> None:
    bare = parsers.commonmark_parser()
    failing = [
        example["number"]
        for example in COMMONMARK
        if _tidy(bare.render(example["markdown"])) != _tidy(example["html"])
    ]
    assert failing == []


@pytest.mark.parametrize(
    ("found", "listed"),
    [(COMMONMARK, known_differences.COMMONMARK), (GFM, known_differences.GFM)],
    ids=["commonmark", "gfm"],
)
def test_the_pipeline_shows_the_same_text_but_for_a_checked_list(
    found: list[dict[str, Any]], listed: dict[int, str]
) -> None:
    different = {
        example["number"]
        for example in found
        if _shown(example["markdown"]) != reading.words(example["html"])
    }
    assert different == set(listed)


def test_the_ones_listed_as_empty_are_refused_and_no_others() -> None:
    refused = {
        example["number"] for example in COMMONMARK if _shown(example["markdown"]) == REFUSED
    }
    assert refused == {
        number
        for number, why in known_differences.COMMONMARK.items()
        if why == known_differences.EMPTY
    }


def _tidy(html: str) -> str:
    """`html` with an empty quotation as the specification writes it; a browser sees no difference."""
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def _shown(source: str) -> str:
    try:
        return reading.words(markup.render_post(source))
    except Refused:
        return REFUSED
