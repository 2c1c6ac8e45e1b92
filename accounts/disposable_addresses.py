"""E-mail addresses that people throw away after a few minutes.

The list is accounts/data/disposable_domains.txt. To renew it, copy the set of a newer release of
disposable-email-domains.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data" / "disposable_domains.txt"


def refuse_disposable(email: str) -> str:
    """Why no account has this address; "" if one may. Accounts that have one keep it."""
    if not settings.REFUSE_DISPOSABLE_ADDRESSES or not is_disposable(email):
        return ""
    return _(
        "This address is of a service for addresses that end soon. Use an address that you keep: "
        "the site sends what you need to sign in to it."
    )


def is_disposable(email: str) -> bool:
    """Whether the domain, or one above it, is in the list."""
    labels = email.rpartition("@")[2].lower().split(".")[-6:]
    return any(".".join(labels[start:]) in _domains() for start in range(len(labels) - 1))


@cache
def _domains() -> frozenset[str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
