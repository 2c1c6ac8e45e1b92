"""The sender of the envelope of a mail (VERP): a mail server sends its report to this address.

The key in it is signed and names the member, the day, and the address to which the mail went. So a
report to it proves that its sender had the mail.
"""

import re
import struct
from base64 import b32decode, b32encode
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.credentials import normal_email
from accounts.models import Member

VALID_DAYS = 30
KEY = re.compile(r"\bbounce[+-]([a-z2-7]{20,64})@", re.IGNORECASE)
_NUMBERS = struct.Struct(">QH")  # the member, and the days since FIRST_DAY
FIRST_DAY = date(2020, 1, 1)
SIGNATURE_BYTES = 16


def add_envelope_sender(message: EmailMessage, member: Member) -> None:
    """Reports about `message` come back, if the site has a domain for incoming mail.

    Providers use an envelope sender of their own, and report to provider_events.py.

    Backends of Django send it from `from_email`, and show the header From to the reader.
    """
    if is_used():
        set_envelope_sender(message, _address(member))


def set_envelope_sender(message: EmailMessage, address: str) -> None:
    message.extra_headers["From"] = message.from_email
    message.from_email = address


def sender_to(address: str) -> str:
    """The envelope sender of a mail about an account; "" if no member has this address.

    The mail that confirms a new address is not about the present address of the member.
    """
    if not is_used():
        return ""
    member = Member.objects.filter(email=normal_email(address), closed_at=None).first()
    return _address(member) if member else ""


def make_key(member: Member) -> str:
    numbers = _NUMBERS.pack(member.pk, _today())
    return _as_text(numbers + _sign(numbers, member.email))


def find_member(text: str) -> Member | None:
    """The member of the first valid key in `text`, if the mail went to their present address."""
    for match in KEY.finditer(text):
        if member := _read_key(match[1].lower()):
            return member
    return None


def _read_key(key: str) -> Member | None:
    try:
        data = b32decode(key.upper() + "=" * (-len(key) % 8))
        member_id, day = _NUMBERS.unpack(data[: _NUMBERS.size])
    except (ValueError, struct.error):
        return None
    if not 0 <= _today() - day <= VALID_DAYS:
        return None
    numbers, signature = data[: _NUMBERS.size], data[_NUMBERS.size :]
    member = Member.objects.filter(pk=member_id, closed_at=None).first()
    if member and constant_time_compare(signature, _sign(numbers, member.email)):
        return member
    return None


def is_used() -> bool:
    return bool(settings.INCOMING_MAIL_DOMAIN and not settings.EMAIL_PROVIDER)


def _address(member: Member) -> str:
    return f"bounce+{make_key(member)}@{settings.INCOMING_MAIL_DOMAIN}"


def _today() -> int:
    return (timezone.now().date() - FIRST_DAY).days


def _sign(numbers: bytes, address: str) -> bytes:
    signed = salted_hmac("forum.mail.bounces", numbers + address.encode(), algorithm="sha256")
    return signed.digest()[:SIGNATURE_BYTES]


def _as_text(data: bytes) -> str:
    """Letters and digits that no mail server changes."""
    return b32encode(data).decode().rstrip("=").lower()
