"""Check that the site can listen on a port, before anything slow starts."""

import socket
import sys


def refuse_port(host: str, port: int) -> str:
    """Return why nothing can listen on `port` of `host`, or ""."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", error)
            return (
                f"The site cannot listen on port {port} of {host} ({reason}). Is the site running "
                "already? Choose another port: make run PORT=9000"
            )
    return ""


def _not_a_port(port: str) -> str:
    return f"{port!r} is not a port. Choose one: make run PORT=9000"


def main(port: str) -> str:
    return refuse_port("127.0.0.1", int(port)) if port.isdecimal() else _not_a_port(port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) or None)
