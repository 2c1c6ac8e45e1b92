"""Every kind of page passes axe in both colour schemes and the Nu HTML checker."""

import pytest

from tests import checkers
from tests.browser.page_list import READERS, pages_for


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_no_violation(reader, reader_page, page_paths):
    page = reader_page(reader)
    violations = []
    for name, path in pages_for(reader, page_paths):
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations += [
                f"{name}, {scheme}: {violation}" for violation in checkers.axe_violations(page)
            ]
    # /design/ shows each component several times, landmarks too.
    repeated = ("design, light: landmark-unique", "design, dark: landmark-unique")
    assert [each for each in violations if not each.startswith(repeated)] == []


def test_the_html_is_valid(reader_page, page_paths, tmp_path):
    pages = {}
    for reader in READERS:
        page = reader_page(reader, language="fr")
        for name, path in pages_for(reader, page_paths):
            pages[name] = page.request.get(path).text()
    assert checkers.html_errors(pages, tmp_path) == []
