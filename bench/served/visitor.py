"""A visitor who loads one page after the other and records how long each takes."""

import http.client
import ssl
import threading
import time

PATIENCE = 30  # seconds
PAUSE = 0.05  # seconds between two pages


class Visitor:
    """milliseconds: of each page. refused: failed requests and answers of 500 or more."""

    def __init__(self, port: int, *paths: str, tls: ssl.SSLContext | None = None) -> None:
        """tls: trusts the certificate of a site with HTTPS."""
        self.port, self.paths, self.tls = port, paths, tls
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

    def _connection(self) -> http.client.HTTPConnection:
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, context=self.tls
        )

    def _ask(self, path: str) -> None:
        connection = self._connection()
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
