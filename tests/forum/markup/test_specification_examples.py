"""The examples of CommonMark and GFM. known_differences.py has a reason for each difference."""

from typing import Any

import pytest
from markdown_it import MarkdownIt

from collective_brain.errors import Refused
from forum import markup
from forum.markup.parsers import _MAX_NESTING as MAX_NESTING
from tests.forum.markup import known_differences
from tests.forum.markup.parsed_html import visible_words
from tests.forum.markup.samples import specification_examples

COMMONMARK = specification_examples("commonmark-0.31-examples.json")
GFM = specification_examples("gfm-extensions-examples.json")
REFUSED = "(refused)"


def test_all_examples_without_raw_html_are_loaded() -> None:
    assert (len(COMMONMARK), len(GFM)) == (580, 26)


def test_the_commonmark_parser_makes_the_html_of_the_specification() -> None:
    options = {"html": False, "maxNesting": MAX_NESTING}
    parser = MarkdownIt("commonmark", options).disable(["html_block", "html_inline"])
    failing = [
        example["number"]
        for example in COMMONMARK
        if _tidy(parser.render(example["markdown"])) != _tidy(example["html"])
    ]
    assert failing == []


@pytest.mark.parametrize(
    ("examples", "differences"),
    [(COMMONMARK, known_differences.COMMONMARK), (GFM, known_differences.GFM)],
    ids=["commonmark", "gfm"],
)
def test_a_post_shows_the_text_of_the_specification_except_for_known_differences(
    examples: list[dict[str, Any]], differences: dict[int, str]
) -> None:
    different = {
        example["number"]
        for example in examples
        if _shown(example["markdown"]) != visible_words(example["html"])
    }
    assert different == set(differences)


def test_only_the_examples_listed_as_blank_are_refused() -> None:
    refused = {
        example["number"] for example in COMMONMARK if _shown(example["markdown"]) == REFUSED
    }
    assert refused == {
        number
        for number, why in known_differences.COMMONMARK.items()
        if why == known_differences.BLANK
    }


def _tidy(html: str) -> str:
    """Write an empty quotation as the specification does. A browser sees no difference."""
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def _shown(source: str) -> str:
    try:
        return visible_words(markup.render_post(source))
    except Refused:
        return REFUSED
