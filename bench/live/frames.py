"""The part of the WebSocket protocol that the clients need: handshake, short frames, splitting."""

import json
import struct
from typing import Any

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
ITEM, LISTENING = b'{"type":"item"', b'{"type":"listening"'


def handshake_request(host: str, session: str = "") -> bytes:
    """The request of a browser that opens the socket. host: such as "127.0.0.1:8000"."""
    cookie = f"Cookie: sessionid={session}\r\n" if session else ""
    return (
        f"GET /live/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{cookie}\r\n"
    ).encode()


def masked_frame(payload: bytes, kind: int = TEXT) -> bytes:
    """A client's frame. The mask is zero, so the payload stays the same.

    payload: at most 125 bytes.
    """
    return bytes([0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def json_frame(frame: dict[str, Any]) -> bytes:
    return masked_frame(json.dumps(frame).encode())


def split_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Return the complete frames in `data`, as (kind, payload), and the remaining bytes."""
    frames, at, end = [], 0, len(data)
    while end - at >= 2:
        size, head = data[at + 1] & 127, 2
        if size == 126 and end - at >= 4:
            size, head = data[at + 2] << 8 | data[at + 3], 4
        elif size == 127 and end - at >= 10:
            size, head = struct.unpack_from("!Q", data, at + 2)[0], 10
        elif size > 125:
            break
        if end - at < head + size:
            break
        frames.append((data[at] & 15, data[at + head : at + head + size]))
        at += head + size
    return frames, data[at:]
