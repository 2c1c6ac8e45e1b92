"""The site for Granian, whose `receive` gives a future where a2wsgi needs a coroutine."""

from typing import Any

from collective_brain.asgi import application as house


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    async def received() -> dict[str, Any]:
        return dict(await receive())

    await house(scope, received, send)
