"""The addresses of uploaded files in a text, and the pictures that a text shows (decision 85).

Only a picture that this site has made may be shown: an address of another site would learn who
reads, and an address of this site would be requested in the name of each reader (decision 59).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token

MAX_PICTURES = 20  # in one text; the others are links
SHOWN_SIDE = 320  # CSS pixels
THUMBNAIL = r"/uploads/thumbnails/[0-9a-f]{32}\.webp"
_FILE = re.compile(r"/uploads/([0-9a-f]{32})/([^/?#]*)")
_FILE_IN_SOURCE = re.compile(r"\]\(/uploads/([0-9a-f]{32})/([^/?#\s)]+)\)")
_PICTURE_HTML = re.compile(r'<img [^<>]*?\balt="([^"<>]*)"[^<>]*>')


class Picture(NamedTuple):
    """The size of an uploaded picture in pixels."""

    width: int
    height: int

    @property
    def shown_size(self) -> tuple[int, int]:
        """The size of its thumbnail on a page."""
        scale = min(1, SHOWN_SIDE / max(self.width, self.height, 1))
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def thumbnail_url(key: str) -> str:
    return f"/uploads/thumbnails/{key}.webp"


def key_in_path(url: str) -> str:
    """The key of the file at `url`, a path of this site; "" for another address."""
    match = _FILE.fullmatch(url)
    return match[1] if match else ""


def name_in_path(url: str) -> str:
    """The name of the file at `url`, which is a path for `key_in_path`."""
    return unquote(url.rpartition("/")[2])


def keys_in(tokens: Sequence[Token]) -> set[str]:
    """The keys of all files that a text shows or links to, also with the host of the site."""
    return {match[1] for url in _urls(tokens) if (match := _FILE.search(url))}


def files_in_source(source: str) -> dict[str, str]:
    """Key -> name of each file with its address in a Markdown text."""
    if "/uploads/" not in source:
        return {}
    found = _FILE_IN_SOURCE.findall(source)
    return {key: unquote(name) for key, name in found[:MAX_PICTURES]}


def without_pictures(html: str) -> str:
    """`html` with the description of each picture instead of the picture, for light pages."""
    return _PICTURE_HTML.sub(r"\1", html) if "<img" in html else html


def _urls(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        for name in ("href", "src"):
            if url := token.attrs.get(name):
                yield str(url)
        yield from _urls(token.children or ())
