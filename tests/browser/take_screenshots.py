"""`make pictures`: every kind of page at three widths, light and dark, in two languages.

A second test puts all screenshots on one sheet.
"""

from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.page_list import PAGES, READERS, pages_for

FOLDER = Path(settings.BASE_DIR) / "var" / "pictures"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fr")
# The page's script shows each time in the reader's time zone and moves the original to the title.
TIMES_ARE_LOCAL = "() => !document.querySelector('time[datetime]:not([datetime^=PT]):not([title])')"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_pictures(reader, language, scheme, reader_page, page_paths, page_errors):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = reader_page(reader, language, scheme)
    for name, path in pages_for(reader, page_paths):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            page.wait_for_function(TIMES_ARE_LOCAL)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                page_errors.append(f"{name} at {width}: {overflow} px wider than the screen")
            page.screenshot(path=FOLDER / f"{name}-{language}-{scheme}-{width}.png", full_page=True)


def test_one_sheet_of_all(new_context):
    """index.png shows all screenshots at once. index.html is the same with links."""
    rows = "".join(_row(name) for name, _, _ in PAGES)
    style = "body{font:13px sans-serif;margin:8px;background:#888}h2{margin:8px 0 4px}"
    style += "div{display:flex;gap:6px}"
    style += "img{height:260px;width:150px;object-fit:cover;object-position:top}"
    sheet = FOLDER / "index.html"
    head = f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{style}</style>"
    sheet.write_text(head + rows)
    page = new_context(viewport={"width": 2500, "height": 800}).new_page()
    page.goto(sheet.as_uri())
    page.screenshot(path=FOLDER / "index.png", full_page=True)


def _row(name: str) -> str:
    files = [
        f"{name}-{language}-{scheme}-{width}.png"
        for language in LANGUAGES
        for scheme in SCHEMES
        for width in WIDTHS
    ]
    images = "".join(
        f"<a href={file}><img src={file} title={file}></a>"
        for file in files
        if (FOLDER / file).exists()
    )
    return f"<h2>{name}</h2><div>{images}</div>"
