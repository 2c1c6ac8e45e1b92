"""A free username that is like the display name of a new member."""

import re
import secrets
from collections.abc import Iterator

from accounts import names, rules
from accounts.models import Member, RetiredHandle
from collective_brain.i18n.folding import fold_name

MAX_LENGTH = 20  # of the part that comes from the name
TRIES = 5


def propose_username(member: Member, name: str) -> str:
    """ "Ana Pérez" becomes "ana.perez"; "" for a name without Latin letters."""
    for username in _candidates(name):
        if not rules.refuse_handle(member, username) and is_free(username):
            return username
    return ""


def _candidates(name: str) -> Iterator[str]:
    """The name itself, then the name with a number that is hard to guess."""
    words = re.findall(r"[a-z0-9]+", fold_name(names.clean_profile_line(name)))
    base = ".".join(words)[:MAX_LENGTH].rstrip(".")
    if not re.search("[a-z]", base):
        return
    yield base
    for _try in range(TRIES):
        yield f"{base}{secrets.randbelow(9000) + 1000}"


def is_free(username: str) -> bool:
    """Whether no member has or had this username."""
    is_taken = Member.objects.with_handle(username).exists()
    return not is_taken and not RetiredHandle.objects.is_retired(username)
