"""Monitors ask one process by its own address, which is not a host name of the site."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATHS = ("/healthz", "/readyz", "/metrics")


class MonitoringHostMiddleware:
    """Let monitors reach the PATHS under any host name. These answers contain no link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first_host = next(iter(settings.ALLOWED_HOSTS), "*")
        if request.path in PATHS and first_host != "*":
            request.META["HTTP_HOST"] = first_host.lstrip(".")
        return self.get_response(request)
