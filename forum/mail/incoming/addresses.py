"""The addresses of the site to which members write. The key in each names who, and about what."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings

REPLY, TOPIC, BOUNCE, JOIN = "reply", "new", "bounce", "join"  # the first word of an address
# Some servers drop what follows a plus sign, so a hyphen is understood, too.
LOCAL_PART = re.compile(r"(?P<purpose>reply|new|bounce|join)[+-](?P<key>[a-z2-7]{8,64})")


class SiteAddress(NamedTuple):
    purpose: str
    key: str


def make_address(purpose: str, key: str) -> str:
    """The address with this key; "" if the site has no domain for incoming mail."""
    domain = settings.INCOMING_MAIL_DOMAIN
    return f"{purpose}+{key}@{domain}" if domain else ""


def parse_address(address: str) -> SiteAddress | None:
    """None for an address that is not one of the site."""
    local_part, _at, domain = address.strip("<> ").lower().rpartition("@")
    if not settings.INCOMING_MAIL_DOMAIN or domain != settings.INCOMING_MAIL_DOMAIN.lower():
        return None
    match = LOCAL_PART.fullmatch(local_part)
    return SiteAddress(match["purpose"], match["key"]) if match else None


def site_addresses(addresses: Iterable[str]) -> list[SiteAddress]:
    """Those of the site, in their order."""
    parsed = [parse_address(address) for address in addresses]
    return [address for address in parsed if address]
