"""What composing offers to the pages of other slices."""

from typing import Any

from django import template
from django.utils.translation import get_language

from forum.composing.similar_topics import similar_topics_sentence
from forum.search.searches import topics_with_similar_titles

register = template.Library()


@register.inclusion_tag("composing/_similar_topics.html", takes_context=True)
def similar_topics(context: Any, title: str | None) -> dict[str, Any]:
    """The place for topics like `title`, filled when it is asked for with one; a script fills it later."""
    request = context["request"]
    found = topics_with_similar_titles(title, request.user, get_language() or "en") if title else []
    return {"topics": found, "sentence": similar_topics_sentence(len(found))}
