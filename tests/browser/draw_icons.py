"""`pytest tests/browser/draw_icons.py` draws the app icons from the logo. The icons are in git."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from collective_brain.web.offline import ACCENT, PAPER

FOLDER = Path(settings.BASE_DIR) / "collective_brain" / "static" / "icons"


@pytest.mark.parametrize(
    ("name", "size", "logo", "round_corners"),
    [
        ("icon-192.png", 192, 0.68, True),
        ("icon-512.png", 512, 0.68, True),
        ("mask-512.png", 512, 0.52, False),  # a phone may cut off all but the middle 80 %
        ("touch-180.png", 180, 0.66, False),
    ],
)
def test_draw_an_icon(name, size, logo, round_corners, new_context):
    shapes = re.sub(r"<style>.*</style>", "", (FOLDER / "favicon.svg").read_text())
    style = "div{position:fixed;inset:0;display:grid;place-items:center;"
    style += f"color:{PAPER};background:{ACCENT}}}"
    style += f"svg{{width:{size * logo}px}}"
    if round_corners:
        style += f"div{{border-radius:{size * 0.2}px}}"
    page = new_context(viewport={"width": size, "height": size}).new_page()
    page.set_content(f"<style>{style}</style><div>{shapes}</div>")
    page.screenshot(path=FOLDER / name, omit_background=True)
