"""Find the theme that an address names, or answer 404. A reader finds only what they may read."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from collective_brain.web.offline import keep_no_copy
from forum.themes.models import Theme


def visible_theme(request: HttpRequest, slug: str) -> Theme:
    theme: Theme = get_object_or_404(Theme.objects.visible_to(request.user), slug=slug)
    keep_no_copy_if_private(request, theme)
    return theme


def keep_no_copy_if_private(request: HttpRequest, theme: Theme) -> None:
    """The service worker keeps no page of a private theme: its reader may leave the group."""
    if theme.is_private:
        keep_no_copy(request)
