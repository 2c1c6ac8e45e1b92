"""{% private_notes_are_on as has_notes %}: whether the site has private notes."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def private_notes_are_on() -> bool:
    return bool(settings.PRIVATE_NOTES)
