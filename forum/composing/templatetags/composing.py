"""What composing offers to the pages of other slices."""

from typing import Any

from django import template
from django.utils.translation import get_language

from forum.composing.similar import sentence
from forum.search.queries import topics_like

register = template.Library()


@register.inclusion_tag("composing/_similar_box.html", takes_context=True)
def similar_topics(context: Any, title: str | None) -> dict[str, Any]:
    """The place for topics like `title`, filled when it is asked for with one; a script fills it later."""
    request = context["request"]
    found = topics_like(title, request.user, get_language() or "en") if title else []
    return {"topics": found, "sentence": sentence(len(found))}
