"""HTML with a few places that each reader gets filled anew; a whole page of it is compressed once all the same."""

import re
import struct
import uuid
import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Self

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.middleware.gzip import re_accepts_gzip

# The token and the nonce of a form; nothing else in a page may be one reader's own. What people write has no tag of it.
_PLACE = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|nonce)" value="([\w-]+)')
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952, 2.3: no name, no time, no system
LEVEL = 5  # of 9: a page is 1 % larger than with 6, and made in four fifths of the time
_LAST = b"\x01\x00\x00\xff\xff"  # RFC 1951, 3.2.4: an empty block, and the last


class Texts(NamedTuple):
    """texts: what stands between the places, one more than there are `places`."""

    texts: list[str]
    places: list[str]

    @classmethod
    def of(cls, html: str) -> Self:
        found = list(_PLACE.finditer(html))
        ends = [0, *(end for place in found for end in place.span(2)), len(html)]
        texts = [html[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
        return cls(texts, [place[1] for place in found])

    def filled(self, token: Callable[[], object]) -> str:
        own = [*_own(self.places, token), ""]
        return "".join(piece for pair in zip(self.texts, own, strict=True) for piece in pair)


class Pieces(NamedTuple):
    """plain and packed: the bytes between the `places`, as they are and each compressed."""

    places: list[str]
    plain: list[bytes]
    packed: list[bytes]

    @classmethod
    def of(cls, html: str) -> Self:
        texts = Texts.of(html)
        plain = [text.encode() for text in texts.texts]
        lengths = [len(place[2]) for place in _PLACE.finditer(html)]
        return cls(texts.places, plain, _packed(plain, lengths))

    def filled(self, request: HttpRequest) -> tuple[bytes, bool]:
        """The page for the reader of `request`, and whether it is gzip."""
        own = [text.encode() for text in _own(self.places, partial(get_token, request))]
        plain = _between(self.plain, own)
        if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return plain, False
        body = _between(self.packed, [_stored(text) for text in own])
        return _HEAD + body + _LAST + struct.pack("<LL", zlib.crc32(plain), len(plain)), True


def _own(places: list[str], token: Callable[[], object]) -> list[str]:
    """What fills the places: one token for all forms, and a nonce for each."""
    made = str(token()) if "csrfmiddlewaretoken" in places else ""
    return [str(uuid.uuid4()) if place == "nonce" else made for place in places]


def _between(texts: list[bytes], own: list[bytes]) -> bytes:
    return b"".join(piece for pair in zip(texts, [*own, b""], strict=True) for piece in pair)


def _packed(texts: list[bytes], lengths: list[int]) -> list[bytes]:
    """Each deflated up to a byte's border. What fills a place has the length of what was there, so that later texts may look
    back over it; into it none does, for its bytes are of no UTF-8."""
    packer, packed = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS), []
    for text, length in zip(texts, [*lengths, 0], strict=True):
        packed.append(packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))
        packer.compress(b"\xff" * length)
        packer.flush(zlib.Z_SYNC_FLUSH)
    return packed


def _stored(text: bytes) -> bytes:
    """As it is (RFC 1951, 3.2.4): a secret that is not compressed tells nothing by its length."""
    return b"\x00" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text
