"""A trap in the forms of young accounts: a field that people leave empty, and the time of the page.

Both only hold a text. Nothing is dropped.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone

from forum.contributions.screening_hook import Arrival

YOUNG = timedelta(days=1)
HONEYPOT, OPENED = "homepage", "opened"


def has_trap(member: Any) -> bool:
    """Whether the forms of `member` have the trap."""
    if not settings.FORM_TRAP_SECONDS or not member.is_authenticated:
        return False
    return bool(member.joined_at > timezone.now() - YOUNG)


def opened_now() -> str:
    """The signed time for a form."""
    return signing.TimestampSigner(salt="form-trap").sign("")


def arrival_of(form: Any, member: Any) -> Arrival:
    """form: the sent fields. A form without the time, such as one of a draft, is no sign."""
    if not has_trap(member):
        return Arrival()
    return Arrival(is_trapped=bool(form.get(HONEYPOT)) or _was_fast(form.get(OPENED, "")))


def _was_fast(opened: str) -> bool:
    try:
        signer = signing.TimestampSigner(salt="form-trap")
        signer.unsign(opened, max_age=settings.FORM_TRAP_SECONDS)
    except signing.BadSignature:  # older, too
        return False
    return True
