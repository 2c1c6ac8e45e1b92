"""The templates of this site keep their lines short, and the pages do not pay for it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

from collective_brain.web.template_loader import CONTINUATION, Loader

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TEMPLATE_TAG = re.compile(r"\{[%{].*?[%}]\}")
KEEPS_SPACES = re.compile(r"<(pre|textarea)\b.*?</\1>", re.DOTALL)


@pytest.fixture
def load(tmp_path):
    def load_source(source: str) -> str:
        (tmp_path / "page.html").write_text(source)
        loader = Loader(engines["django"].engine, [str(tmp_path)])
        return loader.get_contents(next(iter(loader.get_template_sources("page.html"))))

    return load_source


def test_a_line_that_begins_with_spaces_continues_the_line_above(load):
    assert load('<a class="button"\n  href="/">\n<b>') == '<a class="button" href="/">\n<b>'


def test_a_line_that_begins_with_the_end_of_a_tag_adds_no_space(load):
    assert load('<a\n  href="/"\n  >one</a>') == '<a href="/">one</a>'


def test_an_empty_line_and_a_line_of_tags_that_send_nothing_add_no_line_break(load):
    source = (
        "<p>\n\n{% if a %}{% url 'b' as c %}\n{# note #}\n{% else %}\n{% d %}\n{% endif %}\n</p>"
    )
    assert load(source) == (
        "<p>\n{% if a %}{% url 'b' as c %}{# note #}\n{% else %}{% d %}\n{% endif %}</p>"
    )


def test_an_included_template_keeps_its_line_break(load):
    assert load('<b>one</b>\n{% include "two.html" %}\n<b>') == (
        '<b>one</b>\n{% include "two.html" %}\n<b>'
    )


def test_empty_lines_of_preformatted_text_are_sent(load):
    source = "<pre><code>one\n\n{% if a %}\ntwo</code></pre>\n"
    assert load(source) == source


def test_empty_lines_in_mails_are_sent(tmp_path):
    (tmp_path / "mail.txt").write_text("Hello,\n\n{% if a %}\nBye")
    loader = Loader(engines["django"].engine, [str(tmp_path)])
    origin = next(iter(loader.get_template_sources("mail.txt")))
    assert loader.get_contents(origin) == "Hello,\n\n{% if a %}\nBye"


def test_templates_of_installed_packages_are_loaded_as_they_are():
    origin = get_template("admin/login.html").origin
    assert not isinstance(origin.loader, Loader)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_continues_a_line_where_spaces_show(path: Path):
    shown = [element[0] for element in KEEPS_SPACES.finditer(path.read_text())]
    texts = [text.partition(">")[2] for text in shown]
    assert [text for text in texts if CONTINUATION.search(text)] == []


def test_the_lines_of_templates_have_at_most_100_columns_beside_their_template_tags():
    """Django does not allow a line break inside a template tag."""
    long = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(TEMPLATE_TAG.sub("", line)) > 100 or len(line) > 200
    ]
    assert long == []
