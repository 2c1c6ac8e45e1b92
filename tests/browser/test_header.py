"""The header of a phone stays in one row, in every language of the interface."""

import pytest
from django.conf import settings

# Height of the header, and by how much the page is wider than the screen; in px.
SIZES = """[
  document.querySelector(".site-header").offsetHeight,
  document.documentElement.scrollWidth - innerWidth,
]"""
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("reader", ["visitor", "practitioner"])
def test_the_header_is_one_row_at_360_px(reader, reader_page, site):
    page = reader_page(reader)
    page.set_viewport_size({"width": 360, "height": 640})
    faults = {}
    for language in LANGUAGES:
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}
        page.context.add_cookies([cookie])
        page.goto("/about/")
        height, overflow = page.evaluate(SIZES)
        if height > 60 or overflow > 0:
            faults[language] = (height, overflow)
    assert faults == {}
