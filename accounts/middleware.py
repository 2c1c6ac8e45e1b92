"""Who is present: sanctions, unfinished sign-ups, the member's language, refused sign-ins."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from accounts import standing, waiting

READING = ("GET", "HEAD", "OPTIONS")


class Present:
    """A signed-in member is here while their standing allows, and writes once their sign-up is finished."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _speak(request)
        if why := standing.refuse_presence(request.user):
            logout(request)
            return render(request, "members/refused.html", {"why": why}, status=403)
        response = self.get_response(request)
        if seconds := getattr(request, "over_limit", 0):  # allauth answers 200 to what its forms refuse
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A form that a member with an unfinished sign-up sends leads there; a script gets the rule's answer."""
        if request.method in READING or not request.user.is_authenticated or request.user.is_complete:
            return None
        page = _page_it_came_from(request)
        if not page or _is_ours(request) or not request.accepts("text/html"):
            return None
        return waiting.lead(request, page, request.POST)


def _speak(request: HttpRequest) -> None:
    """The cookie wins, then the language that the member chose on another device, then the browser's."""
    language = getattr(request.user, "language", "")
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _page_it_came_from(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    if not referrer or not waiting.safe(request, referrer):
        return ""
    return urlsplit(referrer)._replace(scheme="", netloc="", fragment="").geturl()


def _is_ours(request: HttpRequest) -> bool:
    """Signing in and out, the profile, the choice of language, and Django's administration."""
    match, names = request.resolver_match, ("account_", "set_language")
    return match.namespace in ("members", "admin") or (match.url_name or "").startswith(names)
