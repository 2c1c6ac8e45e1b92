"""To which addresses the site may send: push services on the internet, nothing inside its network.

A browser says which push service it uses, so anybody can write any address. The name is resolved
for each message, and the connection goes to exactly the address that was checked.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings

MAX_LENGTH = 1000
PORT = 443


class ForbiddenAddress(OSError):
    """The address is not one of the public internet."""


def is_allowed_endpoint(endpoint: str) -> bool:
    """Whether it is an https address with the name of a host. Asks no other server."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port or PORT
    except ValueError:
        return False
    host = parts.hostname or ""
    is_plain = parts.scheme == "https" and "@" not in parts.netloc and len(endpoint) <= MAX_LENGTH
    if not is_plain or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return False
    return settings.PUSH_TO_PRIVATE_ADDRESSES or (port == PORT and _is_public_name(host))


def checked_address(host: str, port: int) -> str:
    """An address of `host`. Raises ForbiddenAddress if any of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not (settings.PUSH_TO_PRIVATE_ADDRESSES or is_public(address)):
            raise ForbiddenAddress(f"{host} is at {address}, which is not public")
    return addresses[0]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in _NAT64:
            return False  # no push service has such an address
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _is_public_name(host: str) -> bool:
    """A name with a dot: neither the number of a host nor a name of the own network."""
    labels = host.split(".")
    is_number = ":" in host or labels[-1].isdigit() or labels[-1].startswith("0x")
    return len(labels) > 1 and all(labels) and not is_number
