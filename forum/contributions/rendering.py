"""Render a typed text to the stored fields, before any lock is taken (decisions 6 and 13)."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from accounts.models import Member
from forum import markup
from forum.uploads.models import Upload


class RenderedText(NamedTuple):
    fields: dict[str, Any]  # the stored fields
    quoted_posts: set[tuple[int, int]]  # (topic id, number)
    uploads: set[str]  # the keys of the uploaded files that the text uses


def render_post(
    source: str, nonce: UUID, *, is_genuine: Callable[[markup.QuotedText], bool] | None = None
) -> RenderedText:
    """Raises Refused if the text is too long, too costly or empty.

    is_genuine: see markup.render_post. A preview marks no quotation.
    """
    return _render(markup.parse_post(source), source, nonce, is_genuine)


def render_message(source: str, nonce: UUID) -> RenderedText:
    """Raises Refused if the text is too long, too costly or empty."""
    return _render(markup.parse_message(source), source, nonce)


def _render(
    parsed: markup.ParsedText,
    source: str,
    nonce: UUID,
    is_genuine: Callable[[markup.QuotedText], bool] | None = None,
) -> RenderedText:
    profile_urls = Member.objects.profile_urls_by_handle(parsed.mentioned())
    prefix = f"p{nonce.hex[:12]}"
    uploads = parsed.upload_keys()
    html = parsed.render(
        prefix=prefix,
        profile_urls=profile_urls,
        pictures=Upload.objects.pictures(uploads),
        is_genuine=is_genuine,
    )
    fields = {"source": source, "html": html, "markup_version": markup.VERSION}
    return RenderedText(fields, parsed.quoted_posts(), uploads)
