"""A proxy that can be cut: the browser tool's "offline" freezes an open socket instead of ending it."""

import socket
import threading
from contextlib import suppress

DIRECTIONS = ("to the site", "from the site")


class CuttableProxy:
    """Listens on `port` and passes everything on to the site at `target_port`, until it is cut."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self._ends: list[socket.socket] = []
        self.is_cut = self.is_held = False
        self._flows = {way: threading.Event() for way in DIRECTIONS}
        self.restore()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection breaks, and new ones are refused at once."""
        self.is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def silence(self, *ways: str) -> None:
        """Nothing passes any more in these of WAYS, and no end is told; what waits arrives when it is mended."""
        for way in ways:
            self._flows[way].clear()

    def restore(self) -> None:
        self.is_cut = self.is_held = False
        for flow in self._flows.values():
            flow.set()

    def hold(self) -> None:
        """New connections are taken and then nothing comes: a very slow link."""
        self.cut()
        self.is_cut, self.is_held = False, True

    def close(self) -> None:
        self.restore()
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                if self.is_held:
                    self._ends.append(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.target_port))
                self._ends += [near, far]
                for one, other, way in ((near, far, DIRECTIONS[0]), (far, near, DIRECTIONS[1])):
                    threading.Thread(
                        target=_pass_on, args=(one, other, self._flows[way]), daemon=True
                    ).start()


def _pass_on(one: socket.socket, other: socket.socket, flow: threading.Event) -> None:
    with suppress(OSError):
        while chunk := one.recv(65536):
            flow.wait()
            other.sendall(chunk)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
