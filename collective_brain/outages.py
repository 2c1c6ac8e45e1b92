"""Remember that a server does not answer, so that one caller waits for it and the others do not."""

import logging
import threading
import time

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1


class Outage:
    """The state of one server, shared by the threads of a process."""

    def __init__(self, server: str, *, retry_after: float = RETRY_SECONDS) -> None:
        """server: its name in the log. retry_after: seconds between two attempts to reach it."""
        self._server, self._retry_after = server, retry_after
        self._lock = threading.Lock()
        self._began_at = 0.0  # 0: the server answers
        self._retry_at = 0.0

    @property
    def is_running(self) -> bool:
        return bool(self._began_at)

    def may_try(self) -> bool:
        """Whether this caller may ask the server. During an outage one caller at a time may."""
        if not self._began_at:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._retry_at:
                return False
            self._retry_at = now + self._retry_after
            return True

    def begin(self, error: BaseException) -> bool:
        """The server did not answer. Returns whether the outage begins; only that is logged."""
        with self._lock:
            now = time.monotonic()
            self._retry_at = now + self._retry_after
            if self._began_at:
                return False
            self._began_at = now
        logger.error("%s does not answer: %s", self._server, error)
        return True

    def end(self) -> None:
        """The server answered."""
        if not self._began_at:
            return
        with self._lock:
            seconds = time.monotonic() - self._began_at
            self._began_at = 0.0
        logger.warning("%s answers again after %.0f s.", self._server, seconds)
