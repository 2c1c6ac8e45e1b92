"""A quotation keeps a link to its post, and can be emptied when that goes."""

import pytest

from forum import markup

ADDRESS = "/topics/17/3"


def quotation(text: str = "Words of Ana.", address: str = ADDRESS) -> str:
    return markup.quote(text, username="ana", url=address)


def test_a_quotation_is_markdown_with_a_link_first() -> None:
    assert quotation("One.\n\nTwo.") == "> [@ana](/topics/17/3)\n>\n> One.\n>\n> Two.\n\n"


def test_a_quotation_shows_who_and_what() -> None:
    assert markup.render_post(quotation() + "I agree.") == (
        '<blockquote>\n<p><a href="/topics/17/3">@ana</a></p>\n<p>Words of Ana.</p>\n</blockquote>\n'
        "<p>I agree.</p>\n"
    )


def test_a_quotation_mentions_no_one_by_its_link() -> None:
    assert markup.mentioned_in_post(quotation()) == set()


@pytest.mark.parametrize("handle", ["ana", "a_b", "_a_", "a.b-c"])
def test_any_handle_is_shown_as_it_is(handle: str) -> None:
    source = markup.quote("Words.", username=handle, url=ADDRESS)
    assert f">@{handle}</a>" in markup.render_post(source)
    assert markup.quoted_posts(source) == {(17, 3)}


def test_quotations_are_found_at_any_depth() -> None:
    inner = quotation(address="/topics/18/4")
    outer = quotation(inner + "Mine.")
    listed = "- " + quotation(address="/topics/19/5").replace("\n", "\n  ")
    assert markup.quoted_posts(outer + "\n" + listed) == {(17, 3), (18, 4), (19, 5)}


@pytest.mark.parametrize(
    "source",
    [
        "> Words of nobody.",
        "[@ana](/topics/17/3)",
        "> [ana](/topics/17/3)",
        "> [@ana](/topics/17/3) said words",
        "> [@ana](https://example.org/topics/17/3)",
        "> [@ana](/topics/17/3/)",
        "> [@ana](/topics/17/three)",
        "> words\n>\n> [@ana](/topics/17/3)",
        "    > [@ana](/topics/17/3)",
        "```\n> [@ana](/topics/17/3)\n```",
    ],
)
def test_this_is_no_quotation_of_a_post(source: str) -> None:
    assert markup.quoted_posts(source) == set()


@pytest.mark.parametrize(
    ("source", "emptied"),
    [
        (
            "Before.\n\n> [@ana](/topics/17/3)\n>\n> Secret.\n> ```\n> Secret.\n\nAfter.",
            "Before.\n\n> [@ana](/topics/17/3)\n>\n> […]\n\nAfter.",
        ),
        ("> [@ana](/topics/17/3)\n> Secret.\nlazy Secret.", "> [@ana](/topics/17/3)\n>\n> […]"),
        (
            "> [@ana](/topics/17/3)\n>\n> # Secret\nAfter.",
            "> [@ana](/topics/17/3)\n>\n> […]\n\nAfter.",
        ),
        (
            "> [@ben](/topics/18/4)\n>\n> > [@ana](/topics/17/3)\n> >\n> > Secret.\n>\n> Kept.",
            "> [@ben](/topics/18/4)\n>\n> > [@ana](/topics/17/3)\n> >\n> > […]\n>\n> Kept.",
        ),
        (
            "1. > [@ana](/topics/17/3)\n   >\n   > Secret.\n\n   Kept.",
            "1. > [@ana](/topics/17/3)\n   >\n   > […]\n\n   Kept.",
        ),
        (
            "> [@ana](/topics/17/3)\n>\n> > [@ana](/topics/17/3)\n> >\n> > Secret.\n\n> [@ana](/topics/17/3)\n> Secret.",
            "> [@ana](/topics/17/3)\n>\n> […]\n\n> [@ana](/topics/17/3)\n>\n> […]",
        ),
        ("> [@ana](/topics/17/3)", "> [@ana](/topics/17/3)\n>\n> […]"),
        ("> [@ben](/topics/18/4)\n>\n> Kept.", "> [@ben](/topics/18/4)\n>\n> Kept."),
    ],
)
def test_emptying_takes_the_words_and_leaves_the_rest(source: str, emptied: str) -> None:
    assert markup.redact_quotation(source, 17, 3) == emptied
    assert markup.redact_quotation(emptied, 17, 3) == emptied
    assert markup.quoted_posts(emptied) == markup.quoted_posts(source)
    assert "Secret" not in markup.render_post(emptied)
