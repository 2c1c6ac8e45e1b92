"""Signed links in mails: each serves one purpose of one member, and ends after a year.

Opening one changes nothing, because programs of offices open every link of a mail.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from accounts.models import Member
from forum.mail.addresses import page_url

VALID_FOR = timedelta(days=365)
STOP, MUTE = "stop", "mute"  # the mails of a kind; the mails about a topic


class Link(NamedTuple):
    """about: a MailKind, or the key of a topic."""

    member: Member
    about: str


def make(purpose: str, member_id: int, about: str | int) -> str:
    token = signing.dumps([member_id, str(about)], salt=_salt(purpose))
    return page_url(reverse(f"mail:{purpose}", args=[token]))


def read(purpose: str, token: str, *, max_age: timedelta | None = None) -> Link | None:
    """None for a link that was changed, is for another purpose, or has ended.

    Links of closed accounts have ended, too.
    """
    try:
        member_id, about = signing.loads(token, salt=_salt(purpose), max_age=max_age or VALID_FOR)
    except signing.BadSignature:
        return None
    member = Member.objects.filter(pk=member_id, closed_at=None).first()
    return Link(member, about) if member else None


def _salt(purpose: str) -> str:
    return f"forum.mail.{purpose}"
