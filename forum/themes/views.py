"""The list of themes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.themes.models import Theme


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    return render(request, "themes/list.html", {"themes": Theme.objects.all()})
