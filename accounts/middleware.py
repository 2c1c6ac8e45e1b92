"""Who is present: sanctions, the member's language, and what a refused sign-in answers."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.utils import translation
from django.utils.cache import patch_cache_control

from accounts import last_seen, permissions
from collective_brain.web import form_responses


class MemberMiddleware:
    """A signed-in member is here only while their standing allows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _speak(request)
        if why := permissions.refuse_access(request.user):
            logout(request)
            return _turned_away(request, why)
        response = self.get_response(request)
        if request.user.is_authenticated:
            last_seen.update_last_seen([request.user])
        if seconds := getattr(
            request, "over_limit", 0
        ):  # allauth answers 200 to what its forms refuse
            if response.has_header("Location"):  # with 429 no browser would follow it
                too_many: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(429)
                response = too_many(request, wait=seconds)
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


def account_language(request: HttpRequest) -> str:
    """The one that the member chose on another device; "" where this one's cookie says it, or the browser."""
    return (
        ""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        else getattr(request.user, "language", "")
    )


def _speak(request: HttpRequest) -> None:
    if language := account_language(request):
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _turned_away(request: HttpRequest, why: str) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse({"refused": why}, status=403)
    return render(request, "members/refused.html", {"why": why}, status=403)
