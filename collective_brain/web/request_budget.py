"""The budget of requests that every member and every address has (decision 52)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from collective_brain.web import error_pages, form_responses
from collective_brain.web.csrf import SAFE_METHODS


class RequestBudgetMiddleware:
    """Count every request that may write, also one that will be refused.

    It runs before anything reads the body: before the CSRF check, which parses the form, and before
    the view. A new address needs no limit of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        limit = "request" if request.user.pk else "visitor_request"
        if wait := form_responses.count_request(limit, request):
            return error_pages.too_many_requests(request, wait)
        return self.get_response(request)
