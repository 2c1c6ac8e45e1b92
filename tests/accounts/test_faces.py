"""Faces: initials in every script, and colors that everybody can read and tell apart."""

import itertools
import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import faces
from tests import factories as make

CSS = Path(settings.BASE_DIR, "collective_brain/static/css")
SCHEMES = {"light": 0, "dark": 1}  # the order of the two declarations in the style sheets
MIN_CONTRAST = 4.5  # WCAG 1.4.3
MIN_DIFFERENCE = 10  # Delta E (CIE 1976); 2.3 is just noticeable side by side

# How people with each kind of vision see linear RGB (Machado, Oliveira and Fernandes, 2009).
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("José María", "JM"),
        ("Juan de la Cruz", "JC"),
        ("amina", "A"),
        ("émile zola", "ÉZ"),
        ("Amina Wanjiru (ILO)", "AW"),
        ("王小明", "王"),
        ("प्रिया शर्मा", "प्श"),
        ("أحمد محمود", "أ\u200cم"),
        ("e\u0301mile", "E\u0301"),
        ("ßen", "ß"),
        ("🌻", "🌻"),
        ("👍🏽 up", "U"),
        ("👍🏽", "👍🏽"),
        ("🇰🇪", "🇰🇪"),
        ("42", "4"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_initials_are_the_first_characters_that_a_reader_sees(name, expected):
    assert faces.initials(name) == expected


@pytest.mark.django_db
class TestFace:
    def test_it_is_small_and_needs_no_picture(self):
        member = make.member(name="José María", community="practitioner")
        html = faces.face(member)
        assert len(html.encode()) < 100
        assert ">JM<" in html and "face--practitioner" in html and "aria-hidden" in html
        assert "src" not in html

    def test_a_name_cannot_add_html(self):
        assert "<&" not in faces.face(make.member(name="<b> &amp;"))

    def test_a_former_member_has_no_initials(self):
        member = make.member(name="Ana Ruiz", closed_at=timezone.now())
        assert faces.face(member).endswith("></span>")

    def test_the_color_follows_the_name(self):
        assert faces.tint("Ana Ruiz") == faces.tint("Ana Ruiz")
        assert {faces.tint(f"Member {number}") for number in range(99)} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("scheme", SCHEMES)
class TestColors:
    def test_initials_are_readable(self, scheme):
        text = colors(scheme, "tokens.css", "--text")[0]
        for color in tints(scheme):
            assert contrast(text, color) >= MIN_CONTRAST, color

    @pytest.mark.parametrize("vision", VISIONS)
    def test_each_pair_of_colors_differs(self, scheme, vision):
        seen = [lab(color, VISIONS[vision]) for color in tints(scheme)]
        assert min(itertools.starmap(math.dist, itertools.combinations(seen, 2))) >= MIN_DIFFERENCE


def tints(scheme: str) -> list[str]:
    found = colors(scheme, "components/face.css", r"--face-\d")
    assert len(found) == faces.TINTS
    return found


def colors(scheme: str, file: str, name: str) -> list[str]:
    """The values of the custom properties with this name in the part of a file for `scheme`."""
    parts = (CSS / file).read_text().split("prefers-color-scheme: dark")
    return re.findall(rf"{name}: (#\w{{6}});", parts[SCHEMES[scheme]])


def linear_rgb(color: str) -> list[float]:
    values = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    luminances = sorted(luminance(linear_rgb(color)) for color in (one, other))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


def luminance(rgb: list[float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def lab(color: str, vision: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """The color as a person with this vision sees it, in CIELAB."""
    rgb = linear_rgb(color)
    red, green, blue = (seen_channel(row, rgb) for row in vision)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = luminance([red, green, blue])
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen_channel(row: tuple[float, ...], rgb: list[float]) -> float:
    """One channel of the color, between 0 and 1."""
    value = sum(factor * channel for factor, channel in zip(row, rgb, strict=True))
    return min(1.0, max(0.0, value))
