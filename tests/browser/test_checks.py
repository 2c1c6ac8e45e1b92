"""Every kind of page: axe finds nothing in either colour scheme, the Nu HTML checker no error."""

import pytest

from tests import checkers
from tests.browser.page_list import READERS, pages_for


@pytest.mark.parametrize("who", READERS)
def test_axe_finds_nothing(who, reader_page, page_paths):
    page = reader_page(who)
    found = []
    for name, address in pages_for(who, page_paths):
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name}, {scheme}: {line}" for line in checkers.axe_violations(page)]
    assert found == []


def test_the_html_is_valid(reader_page, page_paths, tmp_path):
    pages = {}
    for who in READERS:
        page = reader_page(who, language="fr")
        pages |= {
            name: page.request.get(address).text() for name, address in pages_for(who, page_paths)
        }
    assert checkers.html_errors(pages, tmp_path) == []
