"""The baseline of delivery: a server with only the `websockets` library.

Usage: `python -m bench.live.bare_servers.websockets_broadcast PORT FRAME`. It serves the same
clients as the site. GET /fan-out?times=9 sends the frame nine times to every room, each time with
the next change mark.
"""

import asyncio
import sys
from collections import defaultdict
from http import HTTPStatus
from itertools import count
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

rooms: dict[str, set[ServerConnection]] = defaultdict(set)
marks = count(1)
running_tasks: set[asyncio.Task[None]] = set()


async def main(port: int, frame: str) -> None:
    def respond(connection: ServerConnection, request: Request) -> Response | None:
        address = urlsplit(request.path)
        if address.path == "/live/":
            return None
        if times := parse_qs(address.query).get("times"):
            task = asyncio.ensure_future(fan_out(int(times[0]), frame))
            running_tasks.add(task)
            task.add_done_callback(running_tasks.discard)
        return connection.respond(HTTPStatus.OK, "")

    async with serve(
        listen, "127.0.0.1", port, process_request=respond, compression=None, ping_interval=None
    ) as server:
        await server.serve_forever()


async def listen(connection: ServerConnection) -> None:
    room = str(await connection.recv())
    rooms[room].add(connection)
    try:
        await connection.send('{"type":"listening"}')
        async for _frame in connection:
            pass
    except ConnectionClosed:
        pass
    finally:
        rooms[room].discard(connection)


async def fan_out(times: int, frame: str) -> None:
    before, _, after = frame.partition("MARK")
    for _ in range(times):
        text = f"{before}{next(marks)}{after}"
        for connections in rooms.values():
            broadcast(connections, text)
        await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
