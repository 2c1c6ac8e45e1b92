"""Draw the picture of a shared link: a PNG file of 1200 × 630 pixels, about 15 kB."""

import threading
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from PIL import Image, ImageDraw

from forum.sharing.card_lines import one_line, title_lines
from forum.sharing.card_texts import HAS_RAQM, font, is_right_to_left
from forum.sharing.cards import Card

WIDTH, HEIGHT = 1200, 630  # pixels, the size that messengers ask for
KEPT_SECONDS = 24 * 3600
MARGIN = 80
INNER_WIDTH = WIDTH - 2 * MARGIN
TITLE_MIDDLE = 315
# Equal to css/tokens.css.
BACKGROUND, TEXT, TEXT_SECONDARY, ACCENT = "#faf7f1", "#24211c", "#5e574c", "#0b5c56"
COLOURS_KEPT = 48  # enough for smooth edges
ICON = Path(settings.BASE_DIR) / "collective_brain/static/icons/icon-192.png"
_one_drawing = threading.Lock()  # drawing takes a processor; the other threads answer pages


def stored_picture(card: Card) -> bytes | None:
    picture: bytes | None = caches["cards"].get(card.version)
    return picture


def draw_once(card: Card) -> bytes:
    """Draw and store the picture, unless another thread has just done so."""
    with _one_drawing:
        picture = stored_picture(card)
        if picture is None:
            picture = draw(card)
            caches["cards"].set(card.version, picture, KEPT_SECONDS)
    return picture


def draw(card: Card) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH, 15), fill=card.colour or ACCENT)
    if card.colour:
        _draw_theme(canvas, card)
    _draw_title(canvas, card.title)
    _draw_site_name(image, canvas)
    return _png(image)


def _draw_theme(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    canvas.ellipse((MARGIN, 84, MARGIN + 32, 116), fill=card.colour)
    left = MARGIN + 52
    name = one_line(card.theme, 36, WIDTH - MARGIN - left)
    _draw_line(canvas, name, (left, 113), 36, TEXT_SECONDARY)


def _draw_title(canvas: ImageDraw.ImageDraw, title: str) -> None:
    size, lines = title_lines(title, INNER_WIDTH)
    at_right = is_right_to_left(title)
    x = WIDTH - MARGIN if at_right else MARGIN
    line_height = int(size * 1.24)
    baseline = TITLE_MIDDLE - line_height * len(lines) // 2 + size
    for line in lines:
        _draw_line(canvas, line, (x, baseline), size, TEXT, at_right=at_right)
        baseline += line_height


def _draw_site_name(image: Image.Image, canvas: ImageDraw.ImageDraw) -> None:
    with Image.open(ICON) as icon:
        small = icon.convert("RGBA").resize((56, 56), Image.Resampling.LANCZOS)
    image.paste(small, (MARGIN, 522), small)
    _draw_line(canvas, "Collective Brain", (MARGIN + 76, 562), 34, ACCENT)


def _draw_line(
    canvas: ImageDraw.ImageDraw,
    line: str,
    start: tuple[int, int],
    size: int,
    colour: str,
    *,
    at_right: bool = False,
) -> None:
    """start: the end of the baseline at which the line begins."""
    direction = "rtl" if at_right else "ltr"
    canvas.text(
        start,
        line,
        colour,
        font(size),
        anchor="rs" if at_right else "ls",
        direction=direction if HAS_RAQM else None,
    )


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.quantize(COLOURS_KEPT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
