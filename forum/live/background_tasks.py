"""Tasks of the event loop for which nobody waits. Their failures are logged at once."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)

# asyncio keeps only weak references, and reports a failure late: when it deletes the task.
_running: set[asyncio.Task[Any]] = set()


def start(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Run a coroutine on the running loop."""
    task = asyncio.ensure_future(coroutine)
    _running.add(task)
    task.add_done_callback(_discard_and_log_failure)
    return task


def _discard_and_log_failure(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and task.exception():
        name = getattr(task.get_coro(), "__qualname__", task.get_name())
        logger.error("The task %s failed", name, exc_info=task.exception())
