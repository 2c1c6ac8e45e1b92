"""Every kind of page: axe finds nothing in either colour scheme, the Nu HTML checker no error."""

import pytest

from tests import checkers
from tests.browser.kinds import WHO, seen_by


@pytest.mark.parametrize("who", WHO)
def test_axe_finds_nothing(who, looking, addresses):
    page = looking(who)
    found = []
    for name, address in seen_by(who, addresses):
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name}, {scheme}: {line}" for line in checkers.axe(page)]
    assert found == []


def test_the_html_is_valid(looking, addresses, tmp_path):
    pages = {}
    for who in WHO:
        page = looking(who, language="fr")
        pages |= {
            name: page.request.get(address).text() for name, address in seen_by(who, addresses)
        }
    assert checkers.html_errors(pages, tmp_path) == []
