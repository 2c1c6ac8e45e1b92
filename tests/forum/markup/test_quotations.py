"""A quotation links to its post, and its words can be removed with the post."""

import pytest

from forum import markup

POST_URL = "/topics/17/3"


def quotation(text: str = "Words of Ana.", url: str = POST_URL) -> str:
    return markup.quote(text, username="ana", url=url)


def test_a_quotation_is_markdown_with_a_link_first() -> None:
    assert quotation("One.\n\nTwo.") == "> [@ana](/topics/17/3)\n>\n> One.\n>\n> Two.\n\n"


def test_a_quotation_shows_its_author_and_words() -> None:
    assert markup.render_post(quotation() + "I agree.") == (
        '<blockquote>\n<p><a href="/topics/17/3">@ana</a></p>\n<p>Words of Ana.</p>\n'
        "</blockquote>\n<p>I agree.</p>\n"
    )


def test_the_link_of_a_quotation_is_no_mention() -> None:
    assert markup.parse_post(quotation()).mentioned() == set()


@pytest.mark.parametrize("username", ["ana", "a_b", "_a_", "a.b-c"])
def test_every_username_is_shown_unchanged(username: str) -> None:
    source = markup.quote("Words.", username=username, url=POST_URL)
    assert f">@{username}</a>" in markup.render_post(source)
    assert markup.quoted_posts(source) == {(17, 3)}


def test_quotations_are_found_at_any_depth() -> None:
    inner = quotation(url="/topics/18/4")
    outer = quotation(inner + "Mine.")
    listed = "- " + quotation(url="/topics/19/5").replace("\n", "\n  ")
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
def test_these_are_not_quotations_of_a_post(source: str) -> None:
    assert markup.quoted_posts(source) == set()


@pytest.mark.parametrize(
    ("source", "redacted"),
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
            "> [@ana](/topics/17/3)\n>\n> > [@ana](/topics/17/3)\n> >\n> > Secret.\n\n"
            "> [@ana](/topics/17/3)\n> Secret.",
            "> [@ana](/topics/17/3)\n>\n> […]\n\n> [@ana](/topics/17/3)\n>\n> […]",
        ),
        ("> [@ana](/topics/17/3)", "> [@ana](/topics/17/3)\n>\n> […]"),
        ("> [@ben](/topics/18/4)\n>\n> Kept.", "> [@ben](/topics/18/4)\n>\n> Kept."),
    ],
)
def test_redaction_removes_only_the_quoted_words(source: str, redacted: str) -> None:
    assert markup.redact_quotations(source, {(17, 3)}) == redacted
    assert markup.redact_quotations(redacted, {(17, 3)}) == redacted
    assert markup.quoted_posts(redacted) == markup.quoted_posts(source)
    assert "Secret" not in markup.render_post(redacted)
