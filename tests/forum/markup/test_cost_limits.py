"""A text over a limit is refused with a sentence for its author."""

import pytest
from django.utils import translation

from collective_brain.errors import Refused
from forum import markup

PARAGRAPH = (
    "The *cooperative* met [its members](https://example.org/report) on Monday, "
    "see @ana and `notes`.\n\n"
)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("a" * 50_001, "This text has 50,001 characters. The limit is 50,000"),
        (
            "*a* " * 3_001,
            "too much formatting: 3,002 links, cells and other elements. The limit is 3,000",
        ),
        ("a\n" * 3_001, "too much formatting"),
        ("& " * 20_000, "is too large to display"),
        ("|a|b\n|-|-\n" + "|\n" * 1_300, "more than 2,500 cells"),
        (">" * 21 + "a", "nested too deeply"),
        ("- " * 11 + "a", "nested too deeply"),
        (("[a " * 16_000), "too many square brackets"),
        ("[a]:/\n" * 8_000, "more than 6,000 paragraphs"),
    ],
)
def test_a_post_over_a_limit_is_refused_with_a_sentence(source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        markup.render_post(source)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("a" * 4_001, "This text has 4,001 characters. The limit is 4,000"),
        ("*a* " * 200, "too much formatting: 201"),
        ("é" * 100 + "& " * 1_950, "is too large to display"),
    ],
)
def test_a_message_over_a_limit_is_refused_with_a_sentence(source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        markup.render_message(source)


def test_usual_texts_are_below_the_limits() -> None:
    assert markup.render_post(PARAGRAPH * 480).count("<p>") == 480
    assert markup.render_post("漢字 " * 16_000)
    assert markup.render_post("[a](/x) " * 2_900).count("<a ") == 2_900
    assert (
        markup.render_post("|a|b|c|d|e|\n|-|-|-|-|-|\n" + "|1|2|3|4|5|\n" * 400).count("<td>")
        == 2_000
    )
    assert markup.render_message("é" * 4_000)


def test_lists_and_quotations_at_the_depth_limit_keep_their_words() -> None:
    assert "words" in markup.render_post(">" * 20 + " words")
    assert "words" in markup.render_post("- " * 10 + "words")
    assert "words" in markup.render_post("> - " * 6 + "> words")


def test_numbers_have_the_format_of_the_current_language() -> None:
    with translation.override("pt"), pytest.raises(Refused, match=r"50[.\s]001"):
        markup.render_post("a" * 50_001)
