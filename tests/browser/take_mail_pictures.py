"""`make mail-pictures`: every kind of e-mail as HTML and as text, on a phone, light and dark, in
four languages. A second test puts all pictures on one sheet.
"""

import json
from html import escape
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.steps import run_on_site

PRINT_MAILS = """
import json
from tests.browser.mail_list import make_mails
print(json.dumps(make_mails("{language}")))
"""
FOLDER = Path(settings.BASE_DIR) / "var" / "pictures" / "mail"
WIDTH = 320
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "es", "fr", "pt")
# As a mail program shows plain text: its own colors, in the width of the screen.
TEXT_PAGE = """<!doctype html><meta charset=utf-8><meta name=color-scheme content="light dark">
<style>body {{ margin: 8px; font: 15px/1.4 system-ui, sans-serif }}
pre {{ font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }}</style>
<p><strong>{subject}</strong></p><pre>{text}</pre>"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_pictures(language, site, new_page, page_errors):
    FOLDER.mkdir(parents=True, exist_ok=True)
    mails = json.loads(run_on_site(site, PRINT_MAILS.format(language=language)))
    for scheme in SCHEMES:
        page = new_page(color_scheme=scheme, viewport={"width": WIDTH, "height": 640})
        for kind, mail in mails.items():
            pages = {"html": mail["html"], "text": _text_page(mail)}
            for form, content in pages.items():
                if not content:
                    continue
                page.set_content(content)
                overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if overflow > 0:
                    page_errors.append(f"{kind}, {form}, {language}: {overflow} px too wide")
                page.screenshot(path=FOLDER / _file(kind, form, language, scheme), full_page=True)


def _text_page(mail: dict[str, str]) -> str:
    return TEXT_PAGE.format(subject=escape(mail["subject"]), text=escape(mail["text"]))


def _file(kind: str, form: str, language: str, scheme: str) -> str:
    return f"{kind}-{form}-{language}-{scheme}.png"


def test_one_sheet_of_all_mails(new_context):
    """index.png shows all pictures at once. index.html is the same with links."""
    kinds = dict.fromkeys(path.name.split("-")[0] for path in sorted(FOLDER.glob("*-*.png")))
    rows = "".join(_row(kind, form) for kind in kinds for form in ("html", "text"))
    style = "body{font:13px sans-serif;margin:8px;background:#888}h2{margin:8px 0 4px}"
    style += "div{display:flex;gap:6px;align-items:start}img{width:240px}"
    head = f"<!doctype html><meta charset=utf-8><title>E-mails</title><style>{style}</style>"
    sheet = FOLDER / "index.html"
    sheet.write_text(head + rows)
    page = new_context(viewport={"width": 2000, "height": 800}).new_page()
    page.goto(sheet.as_uri())
    page.screenshot(path=FOLDER / "index.png", full_page=True)


def _row(kind: str, form: str) -> str:
    names = [_file(kind, form, language, scheme) for language in LANGUAGES for scheme in SCHEMES]
    images = "".join(
        f"<a href={name}><img src={name} title={name}></a>"
        for name in names
        if (FOLDER / name).exists()
    )
    return f"<h2>{kind}, {form}</h2><div>{images}</div>" if images else ""
