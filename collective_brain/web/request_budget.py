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
            return self._response_to_reader(request)
        limit = "request" if request.user.pk else "visitor_request"
        if wait := form_responses.count_request(limit, request):
            return error_pages.too_many_requests(request, wait)
        return self.get_response(request)

    def _response_to_reader(self, request: HttpRequest) -> HttpResponse:
        """A GET that begins a session counts too, because it stores a row: a passkey's challenge.

        SessionMiddleware stores the session after this middleware has answered.
        """
        response = self.get_response(request)
        session = request.session
        begins_session = session.modified and not session.session_key and not session.is_empty()
        if begins_session and (wait := form_responses.count_request("visitor_request", request)):
            session.clear()  # an empty session is not stored
            return error_pages.too_many_requests(request, wait)
        return response
