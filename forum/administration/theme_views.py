"""The themes of the site, in their order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.administration.access import open_unless
from forum.themes.models import Theme
from forum.themes.rules import refuse_theme_administration

theme_administrators_only = open_unless(refuse_theme_administration)


@require_safe
@theme_administrators_only
def theme_list(request: HttpRequest) -> HttpResponse:
    themes = Theme.objects.prefetch_related("facilitators")
    return render(request, "administration/themes.html", {"themes": themes})
