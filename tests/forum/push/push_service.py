"""A push service on this machine, with a certificate of its own, and browsers that subscribe."""

import base64
import datetime
import ipaddress
import json
import os
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from forum.push import actions


class Received(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class PushService:
    """statuses: of the next answers, then 201. hangs: whether it answers a byte a second."""

    def __init__(self, folder: Path) -> None:
        self.received: list[Received] = []
        self.statuses: list[int] = []
        self.hangs = False
        self.stop = threading.Event()
        self.certificate = write_certificate(folder)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server.server_address[1]}"

    def close(self) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if service.hangs:
                self._answer_slowly()
                return
            service.received.append(Received(self.path, dict(self.headers), body))
            self.send_response(service.statuses.pop(0) if service.statuses else 201)
            self.send_header("Location", "https://localhost:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer_slowly(self) -> None:
            try:
                while not service.stop.wait(0.2):
                    self.wfile.write(b"H")
            except OSError:
                pass

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler


class Browser:
    """A browser that has subscribed at the push service. It can read what comes."""

    def __init__(self, service: PushService, name: str) -> None:
        self.service = service
        self.endpoint = f"{service.url}/push/{name}?v=1"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def fields(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": self.endpoint, "p256dh": _text(point), "auth": _text(self.auth)}

    def subscribe(self, member: Any, session_key: str) -> None:
        actions.turn_on(member, session_key=session_key, **self.fields)

    def shown(self) -> list[dict[str, str]]:
        """The messages that it got, decrypted with its own key."""
        path = self.endpoint.removeprefix(self.service.url)
        mine = [request for request in self.service.received if request.path == path]
        return [json.loads(self.decrypt(request.body)) for request in mine]

    def decrypt(self, body: bytes) -> bytes:
        return http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )


def write_certificate(folder: Path) -> Path:
    """A certificate for localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push-service.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
