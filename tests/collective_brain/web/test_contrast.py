"""Contrasts of the colors in css/tokens.css: 4.5 for text, 3 for shapes (WCAG 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from forum.themes.tints import DARK_BACKGROUND, LIGHT_BACKGROUND, contrast, dark_tint, light_tint
from tests import factories

STYLE_SHEETS = Path(__file__).parents[3] / "collective_brain" / "static" / "css"
SCHEMES = ("light", "dark")
BACKGROUNDS = ("--background", "--surface", "--surface-sunken")
TEXTS = ("--text", "--text-secondary", "--accent", "--highlight", "--danger")
SHAPES = ("--academic", "--practitioner", "--constituent", "--border-strong", "--accent")
# (text, background) beside the above.
PAIRS = (
    ("--on-accent", "--accent"),
    ("--text", "--accent-background"),
    ("--text", "--danger-background"),
    ("--text", "--highlight-background"),
    ("--highlight", "--highlight-background"),
    ("--background", "--highlight"),
    ("--danger", "--danger-background"),
)
EXTREME_COLORS = ("#000000", "#ffffff", "#ffff00", "#0000ff", "#7f7f7f", "#1E3A8A")


def tokens(scheme):
    light, dark = (STYLE_SHEETS / "tokens.css").read_text().split("prefers-color-scheme: dark")
    color = re.compile(r"(--[\w-]+): (#[0-9a-f]{3,6});")
    values = dict(color.findall(light))
    return values if scheme == "light" else values | dict(color.findall(dark))


def contrast_of(values, one, other):
    return contrast(six_digits(values[one]), six_digits(values[other]))


def six_digits(color):
    return color if len(color) == 7 else "#" + "".join(digit * 2 for digit in color[1:])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_every_background(scheme, background, text):
    assert contrast_of(tokens(scheme), text, background) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", PAIRS)
def test_text_stands_out_from_its_own_background(scheme, pair):
    assert contrast_of(tokens(scheme), *pair) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_and_borders_of_fields_stand_out(scheme, background, shape):
    assert contrast_of(tokens(scheme), shape, background) >= 3


def test_the_placeholder_has_the_color_of_secondary_text():
    forms = (STYLE_SHEETS / "forms.css").read_text()
    assert "::placeholder {\n  color: var(--text-secondary);\n  opacity: 1;\n}" in forms


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_theme_is_tinted_for_the_background_where_it_stands_out_least(scheme):
    background = {"light": LIGHT_BACKGROUND, "dark": DARK_BACKGROUND}[scheme]
    assert background == tokens(scheme)["--surface-sunken"]


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("color", EXTREME_COLORS)
def test_the_dot_of_a_theme_of_any_color_stands_out(color, background):
    light, dark = (six_digits(tokens(scheme)[background]) for scheme in SCHEMES)
    assert contrast(light_tint(color), light) >= 3
    assert contrast(dark_tint(color), dark) >= 3


@pytest.mark.django_db
def test_a_dot_has_both_tints(client):
    factories.theme(colour="#1e3a8a")
    page = client.get("/themes/").content.decode()
    assert f'fill="#1e3a8a" color="{dark_tint("#1e3a8a")}"' in page
