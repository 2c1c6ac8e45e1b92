"""The trap in the forms of young accounts."""

from typing import Any

from django import template

from forum.screening import form_trap

register = template.Library()


@register.inclusion_tag("screening/_trap.html", takes_context=True)
def form_trap_fields(context: Any) -> dict[str, Any]:
    if not form_trap.has_trap(context["user"]):
        return {}
    return {"opened": form_trap.opened_now()}
