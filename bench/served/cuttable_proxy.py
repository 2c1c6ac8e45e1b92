"""A proxy that cuts connections. Playwright's offline mode freezes open sockets instead."""

import socket
import threading
from contextlib import suppress

DIRECTIONS = ("to the site", "from the site")


class CuttableProxy:
    """Listen on `port` and forward everything to the site at `target_port` until `cut()`."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()  # of `is_cut` and `_ends`
        self.is_cut = self.is_held = False
        self._flows = {direction: threading.Event() for direction in DIRECTIONS}
        self.restore()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection and refuse new ones at once."""
        with self._lock:
            self.is_cut = True
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self._ends.clear()

    def silence(self, *directions: str) -> None:
        """Forward nothing in these DIRECTIONS until `restore()`. Neither end notices."""
        for direction in directions:
            self._flows[direction].clear()

    def restore(self) -> None:
        self.is_cut = self.is_held = False
        for flow in self._flows.values():
            flow.set()

    def stall(self) -> None:
        """Accept new connections and answer nothing, as a very slow connection does."""
        self.cut()
        self.is_cut, self.is_held = False, True

    def close(self) -> None:
        self.restore()
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                if self.is_cut:
                    client.close()
                elif self.is_held:
                    with self._lock:
                        self._ends.append(client)
                else:
                    self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        site = socket.create_connection(("127.0.0.1", self.target_port))
        with self._lock:
            if self.is_cut:  # while the site accepted the connection
                client.close()
                site.close()
                return
            self._ends += [client, site]
        to_site, from_site = (self._flows[direction] for direction in DIRECTIONS)
        for source, target, flow in ((client, site, to_site), (site, client, from_site)):
            threading.Thread(target=_forward, args=(source, target, flow), daemon=True).start()


def _forward(source: socket.socket, target: socket.socket, flow: threading.Event) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            flow.wait()
            target.sendall(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
