"""A reader dismisses the announcement. Visitors can, too: a cookie of the device remembers it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from collective_brain.web.announcement import COOKIE
from collective_brain.web.numbers import MAX_KEY, number_or_404
from collective_brain.web.redirects import safe_url


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    key = number_or_404(request.POST.get("announcement", ""), maximum=MAX_KEY)
    response = redirect(safe_url(request, request.POST.get("next", "")) or "/")
    response.set_cookie(
        COOKIE,
        str(key),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
