"""Whether the site can listen on a port: asked before anything slow begins."""

import socket
import sys


def refuse_port(host: str, port: int) -> str:
    """Why nothing can listen on `port` of `host`, in words; "" when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return (
                f"Port {port} on {host} cannot be used ({getattr(error, 'strerror', error)}). Is the site running "
                f"already? Choose another one: PORT=9000 make run"
            )
    return ""


if __name__ == "__main__":
    asked = sys.argv[1]
    sys.exit(
        (refuse_port("127.0.0.1", int(asked)) if asked.isdecimal() else f"{asked!r} is no port.")
        or None
    )
