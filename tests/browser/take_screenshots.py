"""`make pictures`: every kind of page at three widths, light and dark, in two languages, and one sheet of all."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.page_list import PAGES, READERS, pages_for

FOLDER = Path(settings.BASE_DIR) / "var" / "pictures"
WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fr")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", READERS)
def test_pictures(who, language, scheme, reader_page, page_paths, page_errors):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = reader_page(who, language, scheme)
    for name, address in pages_for(who, page_paths):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            page.wait_for_timeout(150)  # the scripts of the page localise its times
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                page_errors.append(f"{name} at {width}: {overflow} px wider than the screen")
            page.screenshot(path=FOLDER / f"{name}-{language}-{scheme}-{width}.png", full_page=True)


def test_one_sheet_of_all(new_context):
    """A picture of the pictures, for who looks at them all at once; index.html is the same with links."""
    rows = "".join(_row(name) for name, _, _ in PAGES)
    style = (
        "body{font:13px sans-serif;margin:8px;background:#888}h2{margin:8px 0 4px}div{display:flex;gap:6px}"
        + ("img{height:260px;width:150px;object-fit:cover;object-position:top}")
    )
    sheet = FOLDER / "index.html"
    sheet.write_text(
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{style}</style>{rows}"
    )
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
    shown = "".join(
        f"<a href={file}><img src={file} title={file}></a>"
        for file in files
        if (FOLDER / file).exists()
    )
    return f"<h2>{name}</h2><div>{shown}</div>"
