"""{% present_beside "topic" topic.pk as here %}: how many people are in the room beside it.

Always 0 for visitors, because all of them get the same cached page.
"""

from typing import Any

from django import template

from forum.chat import presence_beside

register = template.Library()


@register.simple_tag(takes_context=True)
def present_beside(context: Any, kind: str, key: int) -> int:
    user = context.get("user")
    if not user or not user.is_authenticated:
        return 0
    return presence_beside.present_beside(f"{kind}:{key}")
