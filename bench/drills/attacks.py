"""Hostile clients on loopback, in a separate process.

Usage: `python -m bench.drills.attacks NAME PORT SECONDS`
"""

import asyncio
import base64
import os
import struct
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode

NARROW = 4096  # bytes in the receive buffer of a slow reader
CHUNK = 64 * 1024
HUGE = 100 * 1024 * 1024
IDLE, SLOW, FEW = 2000, 50, 20  # connections at a time
FRAMES = 10_000  # a second
SIGN_INS = 8  # at a time
TOKEN = "t" * 32
FORM = "application/x-www-form-urlencoded"


class Attacker:
    """port: of the site. until: when the attack ends (monotonic)."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port, self.until = port, time.monotonic() + seconds

    async def in_parallel(self, count: int, once: Callable[[], Awaitable[None]]) -> None:
        """Repeat `once` in `count` parallel tasks until the attack ends."""

        async def repeat() -> None:
            while time.monotonic() < self.until:
                with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                    await asyncio.wait_for(once(), max(0.01, self.until - time.monotonic()))
                await asyncio.sleep(0.01)

        await asyncio.gather(*(repeat() for _ in range(count)))

    # --- slow and idle ---

    async def pages_read_slowly(self) -> None:
        async def once() -> None:
            reader, writer = await self._connect(limit=NARROW)
            writer.write(self._head("GET", "/"))
            await self._read_slowly(reader, writer)

        await self.in_parallel(SLOW, once)

    async def sockets_read_slowly(self) -> None:
        async def once() -> None:
            reader, writer = await self._socket(limit=NARROW)
            writer.write(frame(b'{"listen":"room:1","language":"en"}'))
            await self._read_slowly(reader, writer)

        await self.in_parallel(SLOW, once)

    async def idle_connections(self) -> None:
        async def once() -> None:
            _reader, writer = await self._connect()
            await self._stay_idle(writer)

        await self.in_parallel(IDLE, once)

    async def idle_sockets(self) -> None:
        async def once() -> None:
            _reader, writer = await self._socket()
            await self._stay_idle(writer)

        await self.in_parallel(IDLE // 4, once)

    async def headers_without_end(self) -> None:
        """A few send as fast as they can. Most send one line a second."""

        async def fast() -> None:
            await self._send_without_end(
                self._head("GET", "/")[:-2], b"X-More: " + b"x" * 100 + b"\r\n"
            )

        async def slow() -> None:
            _reader, writer = await self._connect()
            writer.write(self._head("GET", "/")[:-2])
            while True:
                writer.write(b"X-More: x\r\n")
                await writer.drain()
                await asyncio.sleep(1)

        await asyncio.gather(self.in_parallel(FEW, fast), self.in_parallel(SLOW, slow))

    # --- too much ---

    async def huge_frames(self) -> None:
        async def once() -> None:
            _reader, writer = await self._socket()
            writer.write(b"\x81\xff" + struct.pack(">Q", HUGE) + b"mask")
            for _ in range(HUGE // CHUNK):
                writer.write(b"x" * CHUNK)
                await writer.drain()

        await self.in_parallel(4, once)

    async def huge_bodies(self) -> None:
        async def once() -> None:
            head = self._head(
                "POST", "/rooms/1/say/", f"Content-Type: {FORM}", f"Content-Length: {HUGE}"
            )
            await self._send_without_end(head, b"x" * CHUNK)

        await self.in_parallel(2, once)

    async def forms_of_nothing(self) -> None:
        """As many empty fields as the largest accepted body holds."""
        body = b"&" * 3_900_000

        async def once() -> None:
            reader, writer = await self._connect()
            what = (f"Content-Type: {FORM}", f"Content-Length: {len(body)}", "Connection: close")
            writer.write(self._head("POST", "/rooms/1/say/", *what) + body)
            await reader.read()
            writer.close()

        await self.in_parallel(2, once)

    async def bombs(self) -> None:
        """50 MB of zeros, compressed, as a frame and as a body."""
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(bytes(HUGE // 2)) + packer.flush(zlib.Z_SYNC_FLUSH)
        body = zlib.compress(bytes(HUGE // 2))

        async def as_frames() -> None:
            reader, writer = await self._socket("Sec-WebSocket-Extensions: permessage-deflate")
            for start in range(0, len(packed), 4000):
                first, last = start == 0, start + 4000 >= len(packed)
                writer.write(
                    frame(
                        packed[start : start + 4000], (0x41 if first else 0) | (0x80 if last else 0)
                    )
                )
                await writer.drain()
            await reader.read()

        async def as_body() -> None:
            what = (
                f"Content-Type: {FORM}",
                "Content-Encoding: deflate",
                f"Content-Length: {len(body)}",
            )
            reader, writer = await self._connect()
            writer.write(self._head("POST", "/rooms/1/say/", *what) + body)
            await reader.read()
            writer.close()

        await asyncio.gather(self.in_parallel(4, as_frames), self.in_parallel(4, as_body))

    async def many_frames(self) -> None:
        """One client that reconnects as soon as it is disconnected."""
        batch = frame(b'{"here":true}') * (FRAMES // 100)

        async def once() -> None:
            _reader, writer = await self._socket()
            while not writer.is_closing():
                writer.write(batch)
                await writer.drain()
                await asyncio.sleep(0.01)

        await self.in_parallel(1, once)

    async def many_sign_ins(self) -> None:
        async def once() -> None:
            who = os.urandom(6).hex()
            body = urlencode(
                {"login": f"{who}@example.org", "password": who, "csrfmiddlewaretoken": TOKEN}
            ).encode()
            reader, writer = await self._connect()
            kind, size = f"Content-Type: {FORM}", f"Content-Length: {len(body)}"
            writer.write(
                self._head(
                    "POST",
                    "/accounts/login/",
                    kind,
                    size,
                    f"Cookie: csrftoken={TOKEN}",
                    "Connection: close",
                )
                + body
            )
            await reader.read()
            writer.close()

        await self.in_parallel(SIGN_INS, once)

    # --- parts of the attacks ---

    async def _connect(
        self, limit: int = 2**16
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=limit)

    async def _socket(
        self, *headers: str, limit: int = 2**16
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self._connect(limit)
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}")
        origin = f"Origin: http://127.0.0.1:{self.port}"
        writer.write(
            self._head("GET", "/live/", *upgrade, "Sec-WebSocket-Version: 13", origin, *headers)
        )
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    def _head(self, method: str, path: str, *headers: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()

    async def _read_slowly(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read one byte a second."""
        try:
            while await reader.read(1):
                await asyncio.sleep(1)
        finally:
            writer.close()

    async def _stay_idle(self, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(self.until - time.monotonic())
        finally:
            writer.close()

    async def _send_without_end(self, head: bytes, more: bytes) -> None:
        _reader, writer = await self._connect()
        writer.write(head)
        for _ in range(HUGE // len(more)):
            writer.write(more)
            await writer.drain()
        writer.close()


def frame(payload: bytes, first: int = 0x81) -> bytes:
    """A masked frame. The mask is zero, so the payload stays the same."""
    size = (
        struct.pack(">B", 0x80 | len(payload))
        if len(payload) < 126
        else struct.pack(">BH", 0xFE, len(payload))
    )
    return bytes([first]) + size + bytes(4) + payload


ATTACKS = {
    name: attack
    for name, attack in vars(Attacker).items()
    if not name.startswith("_") and name != "in_parallel" and asyncio.iscoroutinefunction(attack)
}


if __name__ == "__main__":
    name, port, seconds = sys.argv[1:]
    asyncio.run(ATTACKS[name](Attacker(int(port), float(seconds))))
