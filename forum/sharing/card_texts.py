"""Texts as the font of the pictures can draw them."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

FONT = Path(__file__).parent / "fonts" / "DejaVuSansCondensed-Bold.ttf"
# Pillow loads raqm, which joins Arabic letters and orders lines from right to left, if the system
# has the library FriBiDi.
HAS_RAQM = features.check("raqm")
MAX_MARKS = 2  # on one letter; more would be drawn over other lines
JOINERS = "\u200c\u200d"
_NOT_A_CHARACTER = "\uffff"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """size: pixels."""
    return ImageFont.truetype(FONT, size)


def drawable(text: str) -> str:
    """`text` in one line, without signs that the font lacks. "" if it lacks a letter or a digit."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    kept: list[str] = []
    marks = 0
    for character in composed:
        if _must_be_drawn(character) and not _can_draw(character):
            return ""
        marks = marks + 1 if unicodedata.category(character) == "Mn" else 0
        if marks <= MAX_MARKS and _can_draw(character):
            kept.append(character)
    return " ".join("".join(kept).split())


def is_right_to_left(text: str) -> bool:
    """Whether the first letter is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _must_be_drawn(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


@lru_cache(maxsize=5_000)
def _can_draw(character: str) -> bool:
    if not HAS_RAQM and unicodedata.bidirectional(character) in ("R", "AL"):
        return False
    is_control = unicodedata.category(character)[0] == "C" and character not in JOINERS
    return not is_control and _drawing(character) != _box()


@cache
def _box() -> bytes:
    """What is drawn of a character that the font lacks."""
    return _drawing(_NOT_A_CHARACTER)


def _drawing(character: str) -> bytes:
    image = Image.new("L", (64, 64))
    ImageDraw.Draw(image).text((20, 20), character, font=_font_without_raqm(), fill=255)
    return image.tobytes()


@cache
def _font_without_raqm() -> ImageFont.FreeTypeFont:
    """It draws one character as it is."""
    return ImageFont.truetype(FONT, 24, layout_engine=ImageFont.Layout.BASIC)
