"""A visitor who loads one page after the other and records how long each takes."""

import http.client
import threading
import time

PATIENCE = 30  # seconds
PAUSE = 0.05  # seconds between two pages


class Visitor:
    """milliseconds: of each page. refused: failed requests and answers of 500 or more."""

    def __init__(self, port: int, *paths: str) -> None:
        self.port, self.paths = port, paths
        self.milliseconds: list[float] = []
        self.refused = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "Visitor":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=PATIENCE + 1)

    def _run(self) -> None:
        turn = 0
        while not self._stop.wait(PAUSE):
            self._ask(self.paths[turn % len(self.paths)])
            turn += 1

    def _ask(self, path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.monotonic()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.refused += 1
            return
        finally:
            connection.close()
        self.refused += answer.status >= 500
        self.milliseconds.append(1000 * (time.monotonic() - began))
