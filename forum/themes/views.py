"""The list of themes, and the choice of one for a new topic."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.themes.models import Theme


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    themes = list(Theme.objects.visible_to(request.user))
    context = {
        "themes": [theme for theme in themes if not theme.archived_at],
        "archived": [theme for theme in themes if theme.archived_at],
    }
    return render(request, "themes/list.html", context)


@require_safe
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Each open theme, with a link to the form that starts a topic in it."""
    return render(request, "themes/choose.html", {"themes": Theme.objects.open_to(request.user)})
