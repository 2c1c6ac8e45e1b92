"""Encrypt a message for a browser (RFC 8291), and sign as the site (VAPID, RFC 8292).

http_ece and py_vapid are what pywebpush is made of. pywebpush itself sends with requests or
aiohttp, which connect to whatever address a name has at that moment.
"""

import base64
import time
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02, VapidException

KEY_BYTES = 32
SIGNED_FOR = 12 * 3600  # seconds; push services allow a day


def is_configured() -> bool:
    return bool(settings.PUSH_PRIVATE_KEY)


def is_key_usable() -> bool:
    """Whether PUSH_PRIVATE_KEY is a number of 32 bytes that can be a key of the curve."""
    try:
        _vapid(settings.PUSH_PRIVATE_KEY)
        return len(decode(settings.PUSH_PRIVATE_KEY)) == KEY_BYTES
    except (ValueError, VapidException):
        return False


def public_key() -> str:
    """What a browser needs to know of this site."""
    return _text(_public_bytes(_vapid(settings.PUSH_PRIVATE_KEY).private_key))


def new_private_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return _text(key.private_numbers().private_value.to_bytes(32, "big"))


def encrypt(message: bytes, *, p256dh: str, auth: str) -> bytes:
    return bytes(
        http_ece.encrypt(
            message,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=decode(p256dh),
            auth_secret=decode(auth),
            version="aes128gcm",
        )
    )


def authorization(endpoint: str) -> str:
    """The header Authorization: which site sends this, for this push service only."""
    parts = urlsplit(endpoint)
    contact = settings.CONTACT_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": f"mailto:{contact}",
    }
    return str(_vapid(settings.PUSH_PRIVATE_KEY).sign(claims)["Authorization"])


def decode(text: str) -> bytes:
    """Base64 for addresses, without "=". Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def are_browser_keys(p256dh: str, auth: str) -> bool:
    """Whether these are a point of the curve and 16 bytes, as every browser sends them."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(p256dh))
        return len(decode(p256dh)) == 65 and len(decode(auth)) == 16
    except ValueError:
        return False


@cache
def _vapid(private_key: str) -> Vapid02:
    vapid = Vapid02.from_raw(private_key.encode())
    vapid.conf["no-strict"] = True  # a site without a public mail address may send, too
    return vapid


def _public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
