"""{% cached %}: HTML that many pages share, rendered once an hour for each language and display."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.templatetags.cache import CacheNode

register = template.Library()
SECONDS = 3600


class CachedNode(CacheNode):
    def render(self, context: template.Context) -> Any:
        if not context.get("fragment_key"):  # one reader would get the language of another
            raise KeyError(
                f"Pass fragment_key to the template of {{% cached {self.fragment_name} %}}"
            )
        return super().render(context)


@register.tag
def cached(parser: Parser, token: Token) -> CachedNode:
    """{% cached name value … %}HTML{% endcached %}: cache HTML that depends on the values only.

    The key also contains {{ fragment_key }}. A template that is included with `only` has to get it.
    """
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endcached",))
    parser.delete_first_token()
    key = [parser.compile_filter(value) for value in ("fragment_key", *values)]
    seconds, backend = (parser.compile_filter(text) for text in (str(SECONDS), '"fragments"'))
    return CachedNode(nodes, seconds, name, key, backend)
