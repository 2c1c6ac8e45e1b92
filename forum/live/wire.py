"""A frame as it goes over the wire: made once, however many tabs it is for."""

import json
from typing import Any, NamedTuple

# json.dumps makes an encoder at each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Frame(NamedTuple):
    """text: for a server that makes the bytes itself. wire: the bytes, for one that takes them as they are."""

    text: str
    wire: bytes


def frame(said: Any) -> Frame:
    """`said` as JSON in one whole, unmasked text frame (RFC 6455, 5.2)."""
    text = _encode(said)
    payload = text.encode()
    size = len(payload)
    if size < 126:
        head = bytes([0x81, size])
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return Frame(text, head + payload)
