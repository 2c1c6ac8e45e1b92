"""Parts of the form for a new topic."""

from typing import Any

from django import template

from collective_brain.i18n.languages import content_language
from forum.composing.similar_topics import similar_topics_sentence
from forum.search.similar_titles import topics_with_similar_titles

register = template.Library()


@register.inclusion_tag("composing/_similar_topics.html", takes_context=True)
def similar_topics(context: Any, title: str | None) -> dict[str, Any]:
    """A box with topics similar to `title`. A script fills it while somebody types a title."""
    request = context["request"]
    topics = []
    if title:
        topics = topics_with_similar_titles(title, request.user, content_language())
    return {"topics": topics, "sentence": similar_topics_sentence(len(topics))}
