"""The reader's own replies that wait, on the page of their topic."""

from typing import Any

from django import template

from forum.contributions.rendering import render_post
from forum.screening.models import HeldPost
from forum.topics.models import Topic

register = template.Library()

SHOWN = 3  # the newest ones: each is rendered for this page


@register.inclusion_tag("screening/_own_waiting.html", takes_context=True)
def own_waiting_replies(context: Any, topic: Topic) -> dict[str, Any]:
    """{% own_waiting_replies topic %}. Never in a cached fragment: only their author sees them.

    It costs a query only if one waits: `topic` knows that (forum/topics/lookups.py).
    """
    if not getattr(topic, "own_reply_waits", False):
        return {}
    own = HeldPost.objects.of_author(context["user"]).waiting().filter(topic=topic.pk)
    newest = list(own.order_by("-pk")[: SHOWN + 1])
    texts = newest[:SHOWN][::-1]
    for held in texts:
        held.html = render_post(held.source, held.nonce).fields["html"]  # type: ignore[attr-defined]
    return {"texts": texts, "has_more": len(newest) > SHOWN}
