"""What a page needs when its reader blocks members."""

from typing import Any

from django import template

from forum.blocking.collapsing import blocked_by

register = template.Library()


@register.filter
def blocks(reader: Any, author_id: int) -> bool:
    """{% if user|blocks:post.author_id %}: whether the reader blocks this author. No query."""
    return author_id in blocked_by(reader)


@register.inclusion_tag("blocking/_for_scripts.html", takes_context=True)
def collapse_arriving_texts(context: Any) -> dict[str, Any]:
    """{% collapse_arriving_texts %}: nothing for readers who block nobody."""
    return {"blocked": blocked_by(context["request"].user)}
