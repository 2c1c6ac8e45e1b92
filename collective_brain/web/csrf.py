"""Protection against forms that other sites send, and forms of a page of another member.

Pages for visitors are the same for everybody and contain no token. So a form needs no token if the
browser says that it comes from a page of this site. Browsers that are too old to say it get a page
with a token that asks once more.

Forms in which members write have a field `typed_by:8` with the key of their member. A page may be
older than the last sign-in: its text is not published, saved or shown for the member who is signed
in now.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _

TYPED_BY = "typed_by:"  # templates/_typed_by.html
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, 9.2.1


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's own protection, for requests that do not prove their origin by a header."""

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        if request.method in SAFE_METHODS:
            return super().process_view(request, callback, args, kwargs)
        if not is_from_own_page(request):
            refusal = super().process_view(request, callback, args, kwargs)
            if refusal:
                return refusal
        if is_of_other_member(request):
            raise PermissionDenied(
                _(
                    "Another member has signed in on this browser since you opened the page. "
                    "Nothing was sent. To send this text, sign in as yourself again."
                )
            )
        return None


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


def is_of_other_member(request: HttpRequest) -> bool:
    """Whether the form was made for a member who is not the one who is signed in."""
    typed_by = member_of_form(request.POST)
    return bool(typed_by) and request.user.is_authenticated and typed_by != str(request.user.pk)


def member_of_form(fields: Iterable[str]) -> str:
    """The key of the member who got the form with these field names, or ""."""
    for name in fields:
        if name.startswith(TYPED_BY):
            return name.removeprefix(TYPED_BY)
    return ""


def sends_no_origin(request: HttpRequest) -> bool:
    """Whether the browser is too old to say which site sent the request."""
    return not request.headers.keys() & {"Sec-Fetch-Site", "Origin"}
