"""Previews of links in a browser: the content security policy allows them, and they are small."""

import gzip

import pytest

from tests.browser.steps import run_on_site
from tests.browser.test_budgets import MAKE_TOPIC

pytestmark = pytest.mark.browser
MOST_BYTES = 700  # of the tags of a topic, compressed with the page


def test_a_browser_takes_the_discussion_as_data(visitor, site):
    """`page_errors` of the fixture reports a violation of the policy."""
    path = run_on_site(site, MAKE_TOPIC).split()[0]
    visitor.goto(path)
    script = visitor.locator('script[type="application/ld+json"]')
    assert '"headline":"Twenty posts"' in script.inner_text()
    page = visitor.content()
    end = page.index("</head>")
    tags = page[page.index('<link rel="alternate" type="application/atom') : end]
    grown = len(gzip.compress(page.encode())) - len(gzip.compress(page.replace(tags, "").encode()))
    print(f"\nlink preview of a topic: {len(tags)} bytes, {grown} compressed with its page")
    assert grown < MOST_BYTES
