"""Answer 400 to values that the database refuses with an error.

PostgreSQL stores and compares no NUL characters. Form fields of Django refuse them in a posted
form. numbers.py keeps numbers of addresses small enough; Django's admin accepts keys of any size.
"""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse

from collective_brain.web.error_pages import bad_request


class ImpossibleValuesMiddleware:
    """Run before sessions, because their key comes from a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return bad_request(request) if _has_null_character(request) else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for Django's admin. SQLite raises OverflowError, PostgreSQL DataError."""
        match = request.resolver_match
        is_admin = bool(match and match.app_name == "admin")
        if is_admin and isinstance(exception, (OverflowError, DataError)):
            return bad_request(request)
        return None


def _has_null_character(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        "\0" in request.path_info
        or "%00" in query
        or "\0" in query
        or any("\0" in value for value in request.COOKIES.values())
    )
