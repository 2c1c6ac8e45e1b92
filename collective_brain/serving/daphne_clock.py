"""Make Daphne measure durations by a clock that nobody sets.

Daphne subtracts values of `time.time()`. After the clock of the machine was set back two hours, it
would ping no tab for two hours, and keep the tabs of phones that are gone.
"""

import time

from daphne import http_protocol, server, ws_protocol


class MonotonicClock:
    """Takes the place of the module `time` in Daphne, which uses only this function of it."""

    time = staticmethod(time.monotonic)


def install() -> None:
    for module in (http_protocol, server, ws_protocol):
        module.time = MonotonicClock
