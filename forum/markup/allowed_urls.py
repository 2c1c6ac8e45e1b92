"""The URLs that a link in a member's text may have."""

import re

REL = "nofollow ugc noopener"
# Characters after percent-encoding. A text can use one reference definition 3,000 times.
MAX_LENGTH = 2_000

# The parser calls normalizeLink first. It percent-encodes control characters, spaces and
# backslashes.
_LINK = re.compile(r"(?:https?://[^/\\?#\s]|mailto:[^\s]|/(?![/\\])|#)[^\s\\]*\Z", re.IGNORECASE)
_OUTGOING = re.compile(r"https?:", re.IGNORECASE)


def is_allowed_link(url: str) -> bool:
    """Whether a link may have `url`: http, https, mailto, a path of this site, or a fragment."""
    return len(url) <= MAX_LENGTH and bool(_LINK.match(url))


def is_outgoing_link(url: str) -> bool:
    """Whether `url` can lead to another site."""
    return bool(_OUTGOING.match(url))
