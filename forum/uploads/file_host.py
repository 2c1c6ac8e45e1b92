"""UPLOADS_HOST sends files and nothing else: no page, no form, no sign-in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SIGNED = "/uploads/signed/"


class FileHostMiddleware:
    """Comes early, so that no middleware sets a cookie on that host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_file_host = request.get_host() == settings.UPLOADS_HOST
        if is_file_host != request.path_info.startswith(SIGNED):
            return HttpResponse("Not found.", content_type="text/plain", status=404)
        return self.get_response(request)
