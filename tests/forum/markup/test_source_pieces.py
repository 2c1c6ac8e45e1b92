"""The words that a reader selects lead back to the Markdown that its author wrote."""

import pytest

from forum import markup

SOURCE = """First *this*, then **that**.

1. Sow
2. Water
   - twice a day
   - with `drip`

> Wise words
> go on

[The law](https://example.org/law) and [the act][act] of 2 \\* 3 \\_years\\_.

| Crop | Rain |
|------|-----:|
| Maize | 600 |

````md
```
code
```
````

Fact[^1].

[^1]: Source.

[act]: https://example.org/act
"""


@pytest.mark.parametrize(
    ("selected", "piece"),
    [
        # Inside one paragraph
        ("that", "that"),
        ("this, then that.", "*this*, then **that**."),
        ("* 3 _years_", "\\* 3 \\_years\\_"),
        ("The law and", "The law and"),
        ("words\ngo", "words go"),
        ("Maize", "Maize"),
        ("drip", "drip"),
        # Whole blocks
        ("First this, then that.", "First *this*, then **that**."),
        ("Sow", "Sow"),
        ("Sow\nWater", "1. Sow\n2. Water"),
        ("Water\ntwice a day", "2. Water\n   - twice a day"),
        ("twice a day\nwith drip", "- twice a day\n- with `drip`"),
        ("Wise words\ngo on", "Wise words\ngo on"),
        (
            "then that.\nSow\nWater\ntwice a day\nwith drip\nWise",
            "First *this*, then **that**.\n\n1. Sow\n2. Water\n   - twice a day\n   - with `drip`"
            "\n\n> Wise words\n> go on",
        ),
        ("code", "````md\n```\ncode\n```\n````"),
        ("Rain\nMaize", "| Crop | Rain |\n|------|-----:|\n| Maize | 600 |"),
        ("Fact[1].", "Fact[^1]."),
        ("Source. \u21a9\ufe0e", "Source."),
        # With the definition that a link needs
        (
            "The law and the act of 2 * 3 _years_.",
            "[The law](https://example.org/law) and [the act][act] of 2 \\* 3 \\_years\\_.\n\n"
            "[act]: <https://example.org/act>",
        ),
        # Words that are not in the post
        ("1. No\n- *such* word", "1\\. No\n\\- \\*such\\* word"),
        ("# https://a.org/b_c_d", "\\# https://a.org/b_c_d"),
    ],
)
def test_a_selection_becomes_the_piece_of_the_source(selected: str, piece: str) -> None:
    assert markup.source_piece(SOURCE, selected) == piece


def test_every_word_between_any_two_places_is_quoted() -> None:
    """A quotation shows at least what was selected."""
    shown = markup.words_in_html(markup.render_post(SOURCE)).split()
    for first in range(len(shown)):
        for last in range(first + 1, min(first + 6, len(shown))):
            selected = " ".join(shown[first:last])
            html = markup.render_post(markup.source_piece(SOURCE, selected))
            quoted = "".join(markup.words_in_html(html).split())
            assert "".join(selected.split()) in quoted, selected


@pytest.mark.parametrize(
    "selected", ["*" * 3_000, "a" * 50_000, "a_" * 20_000, " " * 5_000, "\n" * 900]
)
def test_a_strange_selection_is_quoted_as_it_is(selected: str) -> None:
    piece = markup.source_piece("a *b*\n\n" + "a" * 40_000, selected)
    assert len(piece) <= 2 * len(selected)
