"""Protection against forms that other sites send.

Pages for visitors are the same for everybody and contain no token. So a form needs no token if the
browser says that it comes from a page of this site. Browsers that are too old to say it get a page
with a token that asks once more.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, 9.2.1


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's own protection, for requests that do not prove their origin by a header."""

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        if request.method not in SAFE_METHODS and is_from_own_page(request):
            return None
        return super().process_view(request, callback, args, kwargs)


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request.

    Sec-Fetch-Site (Fetch Metadata) decides. Browsers older than 2020 and plain HTTP send only
    Origin (RFC 6454).
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    own_origin = f"{request.scheme}://{request.get_host()}"
    return origin == own_origin or origin in settings.CSRF_TRUSTED_ORIGINS


def sends_no_origin(request: HttpRequest) -> bool:
    """Whether the browser is too old to say which site sent the request."""
    return not request.headers.keys() & {"Sec-Fetch-Site", "Origin"}
