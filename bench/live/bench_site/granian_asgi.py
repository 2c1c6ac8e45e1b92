"""The site for Granian. Its `receive` returns a future, but a2wsgi needs a coroutine."""

from typing import Any

from collective_brain.asgi import application as site


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    async def receive_message() -> dict[str, Any]:
        return dict(await receive())

    await site(scope, receive_message, send)
