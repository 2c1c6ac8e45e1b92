"""One's own account."""

from django.http import HttpRequest, HttpResponse


def welcome(request: HttpRequest) -> HttpResponse:
    return HttpResponse("soon")


settings = close = set_language = welcome
