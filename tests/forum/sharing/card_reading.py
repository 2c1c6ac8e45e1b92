"""Find and read the pictures of shared links as a messenger does, and titles that may harm them."""

from io import BytesIO

from django.test import Client
from PIL import Image

from tests.forum.sharing.reading import head_of

HOST = "http://testserver"
HOSTILE_TITLES = {
    "one long word": "W" * 150,
    "many words": "word " * 30,
    "many marks on one letter": "Z" + "\u0301\u0302\u0303\u0304" * 37,
    "controls of direction": "\u202eevil \u2066title\u2069",
    "characters without a sign": "a\x0b\x1b[31m\ufffe\U000e0041",
    "emoji": "🎉" * 150,
    "Arabic marks": "؀ۖ" * 75,
    "Arabic": "الاقتصاد " * 16,
    "Chinese": "協働" * 75,
    "code": "<svg onload=alert(1)> %s {0} \\N{DIGIT ONE}",
    "dots": "…" * 150,
}


def card_path(client: Client, page: str) -> str:
    """The address of the picture, as a messenger finds it in the page."""
    url = head_of(client.get(page))["og:image"]
    assert url.startswith(f"{HOST}/")
    return url.removeprefix(HOST)


def image_of(picture: bytes) -> Image.Image:
    assert len(picture) <= 40_000
    image = Image.open(BytesIO(picture))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    return image.convert("RGB")
