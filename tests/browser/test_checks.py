"""Every kind of page passes axe in both colour schemes and the Nu HTML checker.

A normal run shows axe a fifth of the pages of each reader; --whole shows it all.
"""

import pytest

from tests import checkers
from tests.browser.page_list import READERS, pages_for

# Only colours differ in the dark scheme. (): all rules.
RULES_BY_SCHEME = {"light": (), "dark": ("color-contrast", "link-in-text-block")}


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_no_violation(reader, reader_page, page_paths, sample):
    page = reader_page(reader)
    violations = []
    for name, path in sample(pages_for(reader, page_paths), 5):
        page.goto(path)
        for scheme, rules in RULES_BY_SCHEME.items():
            page.emulate_media(color_scheme=scheme)
            violations += [
                f"{name}, {scheme}: {violation}"
                for violation in checkers.axe_violations(page, rules=rules)
            ]
    # /design/ shows each component several times, landmarks too.
    repeated = "design, light: landmark-unique"
    assert [each for each in violations if not each.startswith(repeated)] == []


def test_the_html_is_valid(reader_page, page_paths, tmp_path):
    pages = {}
    for reader in READERS:
        page = reader_page(reader, language="fr")
        for name, path in pages_for(reader, page_paths):
            pages[name] = page.request.get(path).text()
    assert checkers.html_errors(pages, tmp_path) == []
