"""Refuse a form that is too large before its first byte is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from forum.uploads import views


class DeclaredSizeMiddleware:
    """Runs before the CSRF check, which reads the form. The server has its own limit as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_form = request.method == "POST" and request.path_info == reverse("uploads:list")
        if is_form and request.user.is_authenticated and _declares_too_much(request):
            return views.refuse_large(request)
        return self.get_response(request)


def _declares_too_much(request: HttpRequest) -> bool:
    declared = request.headers.get("Content-Length", "")
    return declared.isdecimal() and int(declared) > settings.UPLOAD_MAX_FORM_BYTES
