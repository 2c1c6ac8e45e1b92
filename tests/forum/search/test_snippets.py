"""A snippet costs no more for a text that was written to be expensive."""

from forum.markup.text_cleaning import words_in_html
from forum.search import result_groups
from forum.search.query_parser import parse_query
from forum.search.result_groups import _cut_bodies_to_budget
from forum.search.snippets import build_snippet, highlight
from forum.topics.models import Post
from tests.cpu_speed import assert_cheap

LONGEST = 50_000


def assert_cheap_snippet(typed: str, text: str) -> None:
    assert_cheap(lambda: build_snippet(text, parse_query(typed).required_terms, "en"), 1)


def test_a_text_of_one_repeated_word_is_cheap():
    """It took 19.8 s when each hit was compared with each other hit."""
    assert_cheap_snippet("7", "7 " * (LONGEST // 2))


def test_a_long_phrase_that_occurs_everywhere_is_cheap():
    phrase = '"' + "7 " * 140 + '"'
    assert_cheap_snippet(phrase, "7 " * (LONGEST // 2))


def test_a_snippet_begins_where_most_hits_are_close_together():
    text = (
        "water " + "x " * 200 + "water here, " + "y " * 200 + "water, water and water " + "z " * 200
    )
    shown = "".join(part.text for part in build_snippet(text, parse_query("water").terms, "en"))
    assert "water, water and water" in shown and shown.startswith("… ")


def test_hits_next_to_each_other_are_highlighted_as_one():
    """A phrase is one part, and so are phrases that overlap: a page of "7 7 7" stays cheap."""
    parts = highlight("a b a b a c", parse_query('"a b a"').terms, "en")
    assert [part.text for part in parts if part.is_hit] == ["a b a b a"]
    parts = highlight("fair trade, trade and fair", parse_query("fair trade").terms, "en")
    assert [part.text for part in parts if part.is_hit] == ["fair trade, trade", "fair"]


def test_the_posts_of_a_page_share_what_its_snippets_read():
    posts = [Post(number=number) for number in range(40)]
    for post in posts:
        post.body = "<p>" + "a " * 100_000
    _cut_bodies_to_budget(posts)
    read = [len(post.body) for post in posts]
    assert read[0] == result_groups.PAGE_HTML and set(read[1:]) == {result_groups.LEAST_HTML}


def test_html_that_was_cut_in_a_tag_shows_no_piece_of_the_tag():
    assert words_in_html('<p>Water is <a href="/top') == "Water is"
    assert words_in_html("<p>1 &lt; 2</p>") == "1 < 2"
