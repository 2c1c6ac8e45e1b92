"""The page of all components of the interface, for people who change it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.pages.design_samples import ARABIC, LATIN, samples


@require_safe
@never_cache
def show_components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, made of the templates of the pages. Nothing is stored."""
    if not request.user.is_staff:
        raise Http404
    context = {"columns": [samples(LATIN, first_key=1), samples(ARABIC, first_key=1001)]}
    return render(request, "design/components.html", context)
