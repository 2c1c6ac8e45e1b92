"""Parts of pages that are the same for many readers, made once."""

from functools import partial
from typing import Any

from django import template
from django.core.cache import caches
from django.template.base import FilterExpression, Node, NodeList, Parser, Token

from collective_brain.caching.cache_keys import key
from collective_brain.caching.pieces import Texts
from collective_brain.web import display_preferences

KEPT_FOR = 3600  # seconds
register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """{% kept "footer" request.get_full_path %}…{% endkept %}: the HTML is made once for each language, device and
    value of what follows its name, which is all it may depend on; tokens and nonces of forms are each reader's own.
    """
    _tag, *named = token.split_contents()
    if not named:
        raise template.TemplateSyntaxError("kept needs a name")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, [parser.compile_filter(one) for one in named])


class Kept(Node):
    def __init__(self, nodelist: NodeList, named: list[FilterExpression]) -> None:
        self.nodelist, self.named = nodelist, named

    def render(self, context: Any) -> str:
        request = context.get("request")
        if request is None:  # the page of an error, made without it
            return self.nodelist.render(context)
        values = [one.resolve(context) for one in self.named]
        kept_as = key(values, display_preferences.read_display_preferences(request))
        texts = caches["parts"].get(kept_as)
        if texts is None:
            texts = Texts.of(self.nodelist.render(context))
            caches["parts"].set(kept_as, texts, KEPT_FOR)
        return texts.filled(partial(context.get, "csrf_token"))
