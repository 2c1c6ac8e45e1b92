"""The baseline of an open socket: Daphne with a Channels consumer that does nothing.

Usage: `python -m bench.live.bare_servers.daphne_consumer PORT`
"""

import sys
from typing import Any

from django.conf import settings

settings.configure(INSTALLED_APPS=[])

from channels.generic.websocket import AsyncWebsocketConsumer
from daphne.server import Server


class BareConsumer(AsyncWebsocketConsumer):
    channel_layer_alias: Any = None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data and text_data.startswith('{"listen"'):
            await self.send('{"type":"listening"}')


if __name__ == "__main__":
    application = BareConsumer.as_asgi()
    Server(application=application, endpoints=[f"tcp:port={sys.argv[1]}:interface=127.0.0.1"]).run()
