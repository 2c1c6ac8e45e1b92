"""How pages look on this device: two cookies, for visitors, too; they belong to the device, not to an account."""

from typing import NamedTuple

from django.http import HttpRequest

TEXT, LIGHT = "text_size", "light_pages"
SIZES = ("normal", "large", "larger")


class Device(NamedTuple):
    """text: one of SIZES. light: pages without scripts and live parts. saves: the browser asks to save data, and
    nothing was chosen yet: light pages are offered, never switched on unasked."""

    text: str
    light: bool
    saves: bool


def of(request: HttpRequest) -> Device:
    text, light = request.COOKIES.get(TEXT, ""), request.COOKIES.get(LIGHT)
    asks = request.headers.get("Save-Data", "").lower() == "on"
    return Device(text if text in SIZES else SIZES[0], light == "1", asks and light is None)


def device(request: HttpRequest) -> dict[str, Device]:
    """For every page: {device}."""
    return {"device": of(request)}
