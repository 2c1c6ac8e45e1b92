"""A long post has a table of contents, made of links that work without a script."""

import re

import pytest

from forum import markup
from forum.topics.table_of_contents import MOST, add_contents
from tests import factories as make

HEADINGS = "# One\n\nText.\n\n## Two *words*\n\n### Three\n\n# Four\n\nText."


def contents(source: str):
    return add_contents(markup.render_post(source), "post-7")


def test_each_heading_is_listed_with_its_level_and_gets_an_id():
    text = contents(HEADINGS)
    assert [(heading.tag, heading.words) for heading in text.headings] == [
        ("h3", "One"),
        ("h4", "Two words"),
        ("h5", "Three"),
        ("h3", "Four"),
    ]
    for heading in text.headings:
        assert f'<{heading.tag} id="{heading.id}">' in text.html
    assert len({heading.id for heading in text.headings}) == 4


def test_nothing_else_of_the_text_changes():
    html = markup.render_post(HEADINGS)
    assert re.sub(r' id="post-7-\d+"', "", add_contents(html, "post-7").html) == html


def test_three_headings_are_no_long_post():
    text = contents("# One\n\n# Two\n\n# Three")
    assert (text.headings, "id=" in text.html) == ([], False)


def test_quoted_and_empty_headings_are_left_out():
    quoted = "> # Quoted\n>\n> > # Twice\n>\n> # Again\n\n"
    assert contents(f"{quoted}# One\n\n#\n\n# Two\n\n# Three").headings == []
    names = [heading.words for heading in contents(f"{quoted}#\n\n{HEADINGS}").headings]
    assert names == ["One", "Two words", "Three", "Four"]


def test_the_direction_of_a_heading_stays():
    text = contents(f"# مرحبا\n\n{HEADINGS}")
    assert '<h3 id="post-7-1" dir="rtl">' in text.html


def test_a_list_has_at_most_fifty_headings():
    assert len(contents("# More\n\n" * (MOST + 9)).headings) == MOST


@pytest.mark.django_db
def test_the_page_of_a_topic_links_to_the_headings(client):
    topic = make.topic(source=HEADINGS)
    page = client.get(topic.get_absolute_url()).content.decode()
    links = re.findall(r'href="#(post-1-\d+)"', page)
    assert links == ["post-1-1", "post-1-2", "post-1-3", "post-1-4"]
    for target in links:
        assert page.count(f'id="{target}"') == 1
