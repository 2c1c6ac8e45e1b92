"""Who facilitates a theme, for parts of pages that are cached."""

from typing import Any

from django import template

from forum.themes.models import Theme

register = template.Library()


@register.simple_tag
def open_facilitators(theme: Theme) -> list[Any]:
    """{% open_facilitators theme as facilitators %}: one query, when the part is rendered."""
    return list(theme.open_facilitators())
