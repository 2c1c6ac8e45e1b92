"""Ask a virus scanner about a file, by the INSTREAM command of clamd.

CLAMAV_ADDRESS is host:port or the path of a socket. Without it nothing is scanned.
"""

import socket
import struct
from pathlib import Path

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 30  # for each answer
CLEAN, INFECTED, AWAY = "clean", "infected", "away"


def scan(path: Path) -> str:
    """CLEAN, INFECTED, or AWAY if the scanner does not answer."""
    if not settings.CLAMAV_ADDRESS:
        return CLEAN
    try:
        with _connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _read_answer(connection)
    except OSError:
        return AWAY
    if answer.endswith(b"FOUND"):
        return INFECTED
    return CLEAN if answer.endswith(b"OK") else AWAY  # "ERROR": too large for the scanner, or ill


def _connect() -> socket.socket:
    if settings.CLAMAV_ADDRESS.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(settings.CLAMAV_ADDRESS)
        return connection
    host, _colon, port = settings.CLAMAV_ADDRESS.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _read_answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and (piece := connection.recv(1024)):
        answer += piece
    return answer.rstrip(b"\0\n")
