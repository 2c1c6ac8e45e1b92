"""From what a member typed to what is stored, before any lock is taken (decisions 6 and 13)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from accounts.models import Member
from forum import markup


def marked_up(source: str, nonce: UUID, render: Callable[..., str] = markup.render) -> dict[str, Any]:
    """The stored fields of a post's or message's text. Refused: too long, too heavy, or empty."""
    handles = Member.objects.addresses(markup.mentions(source))
    html = render(source, prefix=f"p{nonce.hex[:12]}", handles=handles)
    return {"source": source, "html": html, "markup_version": markup.VERSION}
