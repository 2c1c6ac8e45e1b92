"""Who is present: sanctions, unfinished sign-ups, the member's language, and what a refused sign-in answers."""

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
    """A signed-in member is here only while their standing allows, and writes only after their sign-up is finished."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if why := standing.refuse_presence(request.user):
            logout(request)
            return render(request, "members/refused.html", {"why": why}, status=403)
        _speak(request)
        response = self.get_response(request)
        if seconds := getattr(request, "over_limit", 0):  # allauth answers 200 to what its forms refuse
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead a member with an unfinished sign-up there when a form of a page is sent; scripts get the rule's answer."""
        if request.method in READING or not request.user.is_authenticated or request.user.is_complete:
            return None
        page = _page_it_came_from(request)
        if not page or _is_ours(request) or not request.accepts("text/html"):
            return None
        return waiting.lead(request, page, request.POST)


def _speak(request: HttpRequest) -> None:
    """The cookie wins, then the language that the member chose on another device, then the browser's."""
    language = getattr(request.user, "language", "")
    if (
        settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        or not language
        or language == translation.get_language()
    ):
        return
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


def _page_it_came_from(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    if not referrer or not waiting.safe(request, referrer):
        return ""
    return urlsplit(referrer)._replace(scheme="", netloc="", fragment="").geturl()


def _is_ours(request: HttpRequest) -> bool:
    """Signing in and out, the profile, the choice of language, and Django's administration."""
    match = request.resolver_match
    return match.namespace in ("members", "admin") or (match.url_name or "").startswith(
        ("account_", "set_language")
    )
