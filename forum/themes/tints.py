"""Tints of a theme's colour that stand out from the page in the light and in the dark scheme."""

from functools import lru_cache

LEAST_CONTRAST = 3  # WCAG 2.2, criterion 1.4.11
# --surface-sunken in css/tokens.css: of all backgrounds the one on which a dot stands out least.
LIGHT_BACKGROUND, DARK_BACKGROUND = "#f1ece3", "#2a2723"


def light_tint(colour: str) -> str:
    return _tint(colour, background=LIGHT_BACKGROUND, towards="#000000")


def dark_tint(colour: str) -> str:
    return _tint(colour, background=DARK_BACKGROUND, towards="#ffffff")


@lru_cache(maxsize=1000)
def _tint(colour: str, *, background: str, towards: str) -> str:
    """Return `colour`, mixed with as little of `towards` as its contrast needs."""
    for percent in range(0, 100, 5):
        mixed = _mix(colour, towards, percent)
        if contrast(mixed, background) >= LEAST_CONTRAST:
            return mixed
    return towards


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _mix(colour: str, other: str, percent: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{a + (b - a) * percent // 100:02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
