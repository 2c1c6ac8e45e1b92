"""Count the open tabs of each member and of each address in this process (decision 63)."""

import sys
from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from collective_brain.web.rate_limits import client_address

_open: Counter[str | int] = Counter()  # by address, and by the id of a member


class CountedTab:
    """A tab that counts until its socket is closed: `with CountedTab() as tab: …`."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: tuple[str | int, ...] = ()

    def count_address(self, address: str) -> bool:
        """Return False, and count nothing, if the address has too many tabs."""
        # Interned: thousands of tabs behind one proxy share the text.
        return self._count(sys.intern(address), settings.TABS_PER_ADDRESS)

    def count_member(self, member: Any) -> bool:
        """Return False if the member has too many tabs. Visitors count only for their address."""
        return not member.pk or self._count(member.pk, settings.TABS_PER_MEMBER)

    def _count(self, key: str | int, most: int) -> bool:
        if _open[key] >= most:
            return False
        _open[key] += 1
        self._keys += (key,)
        return True

    def __enter__(self) -> "CountedTab":
        return self

    def __exit__(self, *_: Any) -> None:
        for key in self._keys:
            _open[key] -= 1
            if not _open[key]:
                del _open[key]


def address_of(scope: dict[str, Any], headers: dict[bytes, bytes]) -> str:
    """Return the address that rate limits count, too."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = (scope.get("client") or [""])[0]
    request.META["HTTP_X_FORWARDED_FOR"] = headers.get(b"x-forwarded-for", b"").decode("latin1")
    return client_address(request)
