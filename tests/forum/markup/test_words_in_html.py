"""Lists show what the author wrote: no quotations and no marks of footnotes."""

import pytest

from forum import markup


@pytest.mark.parametrize(
    ("source", "words", "own_words"),
    [
        ("A *word* & more.", "A word & more.", "A word & more."),
        ("Fact[^1].\n\n[^1]: Source.", "Fact. Source.", "Fact. Source."),
        (
            "> [@ana](/topics/1/2)\n>\n> Hers.\n> > Deeper.\n\nMine.\n\n> Other.\n\nMine too.",
            "@ana Hers. Deeper. Mine. Other. Mine too.",
            "Mine. Mine too.",
        ),
        ("> Only words of others.", "Only words of others.", "[…]"),
        ("> نص\n\nMine.", "نص Mine.", "Mine."),
        ("`<blockquote>` is a tag", "<blockquote> is a tag", "<blockquote> is a tag"),
    ],
)
def test_own_words_leave_out_quotations(source: str, words: str, own_words: str) -> None:
    html = markup.render_post(source)
    assert markup.words_in_html(html) == words
    assert markup.own_words_in_html(html) == own_words


def test_the_html_of_a_list_can_be_cut_off_anywhere() -> None:
    html = markup.render_post("Mine.\n\n> Hers.\n\nMine too.")
    for length in range(len(html)):
        assert "Hers" not in markup.own_words_in_html(html[:length])
        assert "<" not in markup.own_words_in_html(html[:length])
