"""Run a listener of the worker as the worker does, but without its pauses."""

import inspect
from typing import Any


def run_to_end(listener: Any, event: Any) -> None:
    """Run a listener, and all pieces of a long one."""
    if not inspect.isgeneratorfunction(listener):
        listener(event)
        return
    for _position in listener(event, after=None):
        pass
