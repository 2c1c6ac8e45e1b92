"""How pages look on a device: text size and light pages.

Two cookies store the preferences. They belong to the device, not to an account, so visitors have
them too.
"""

from typing import NamedTuple

from django.http import HttpRequest

TEXT_SIZE_COOKIE, LIGHT_PAGES_COOKIE = "text_size", "light_pages"
TEXT_SIZES = ("normal", "large", "larger")


class DisplayPreferences(NamedTuple):
    """The preferences of one device.

    text_size: one of TEXT_SIZES.
    light_pages: pages without scripts and live parts.
    suggests_light_pages: the browser asks to save data and its user has not chosen yet.
        The site then offers light pages and never switches them on without a choice.
    """

    text_size: str
    light_pages: bool
    suggests_light_pages: bool


def read_display_preferences(request: HttpRequest) -> DisplayPreferences:
    text_size = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    light_pages = request.COOKIES.get(LIGHT_PAGES_COOKIE)
    saves_data = request.headers.get("Save-Data", "").lower() == "on"
    return DisplayPreferences(
        text_size=text_size if text_size in TEXT_SIZES else TEXT_SIZES[0],
        light_pages=light_pages == "1",
        suggests_light_pages=saves_data and light_pages is None,
    )


def display_context_processor(request: HttpRequest) -> dict[str, DisplayPreferences]:
    """Set {{ display }} in the context of every template."""
    return {"display": read_display_preferences(request)}
