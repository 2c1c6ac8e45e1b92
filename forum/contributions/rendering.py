"""Render a typed text to the stored fields, before any lock is taken (decisions 6 and 13)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from accounts.models import Member
from forum import markup


def render_post(
    source: str, nonce: UUID, *, is_genuine: Callable[[markup.QuotedText], bool] | None = None
) -> dict[str, Any]:
    """The stored fields of a post. Raises Refused if the text is too long, too costly or empty.

    is_genuine: see markup.render_post. A preview marks no quotation.
    """
    profile_urls = Member.objects.profile_urls_by_handle(markup.mentioned_in_post(source))
    html = markup.render_post(
        source, prefix=_id_prefix(nonce), profile_urls=profile_urls, is_genuine=is_genuine
    )
    return _stored_fields(source, html)


def render_message(source: str, nonce: UUID) -> dict[str, Any]:
    """The stored fields of a message.

    Raises Refused if the text is too long, too costly or empty.
    """
    profile_urls = Member.objects.profile_urls_by_handle(markup.mentioned_in_message(source))
    return _stored_fields(
        source, markup.render_message(source, prefix=_id_prefix(nonce), profile_urls=profile_urls)
    )


def _id_prefix(nonce: UUID) -> str:
    return f"p{nonce.hex[:12]}"


def _stored_fields(source: str, html: str) -> dict[str, Any]:
    return {"source": source, "html": html, "markup_version": markup.VERSION}
