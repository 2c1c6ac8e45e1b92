"""The address of the people who run the site, for pages that need nothing else."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def contact_email() -> str:
    """{% contact_email as address %}: "" if CONTACT_EMAIL is not set."""
    return str(settings.CONTACT_EMAIL)
