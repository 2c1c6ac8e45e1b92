"""A frame as it goes over the wire: made once, however many tabs it is for."""

import json
from typing import Any, NamedTuple

# json.dumps makes an encoder at each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Frame(NamedTuple):
    """wire: the bytes, for a server that takes them as they are. head: how many of them come before the text."""

    wire: bytes
    head: int

    @property
    def text(self) -> str:
        """For a server that makes the bytes itself."""
        return self.wire[self.head :].decode()


def encode_frame(said: Any) -> Frame:
    """`said` as JSON in one whole, unmasked text frame (RFC 6455, 5.2)."""
    payload = _encode(said).encode()
    size = len(payload)
    if size < 126:
        head = bytes([0x81, size])
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return Frame(head + payload, len(head))
