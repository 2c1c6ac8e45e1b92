"""The title of a topic as it is stored."""

from django.utils.translation import gettext as _

from collective_brain.errors import Refused
from forum import markup


def clean_title(title: str) -> str:
    """The title as it is stored. Raises Refused if nothing visible is left of it."""
    if clean := markup.clean_line(title):
        return clean
    raise Refused(_("Enter a title for the topic."))
