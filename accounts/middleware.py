"""What every request of a member needs: sanctions, language, last visit and rate-limit answers."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from accounts import last_seen, permissions
from collective_brain.web import fetch_metadata, form_responses
from collective_brain.web.time_zones import page_time_zone


class MemberMiddleware:
    """Apply the state of the account to the request.

    It sets the language and the time zone, signs out closed and suspended members, stores the last
    visit, sends 429 for rate limits of allauth's forms, keeps members' pages out of shared caches,
    and empties the cache of the browser after the sign-out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if _has_ended_session(request):
            # The browser forgets the pages of the member, also those that Back would show. Drafts
            # and texts to send are storage, which stays.
            response["Clear-Site-Data"] = '"cache"'
        return response

    def _respond(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)  # not lazy: queries with a lazy object take twice the time
        _activate_account_language(request)
        if why := permissions.refuse_access(request.user):
            logout(request)
            return _access_refused(request, why)
        with timezone.override(page_time_zone(request)):
            response = self.get_response(request)
        if request.user.is_authenticated and fetch_metadata.is_from_reader(request):
            last_seen.update_last_seen([request.user])
        if seconds := getattr(request, "over_limit", 0):
            response = _rate_limited(request, response, seconds)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


def _has_ended_session(request: HttpRequest) -> bool:
    """Whether this request ends the session, or the first one of a browser after its end."""
    if getattr(request, "has_signed_out", False):  # set by listeners.py
        return True
    has_cookie = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return has_cookie and request.session.is_empty()


def account_language(request: HttpRequest) -> str:
    """The language that the member chose on another device.

    Returns "" if the cookie of this device or the browser decides.
    """
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return ""
    return getattr(request.user, "language", "")


def _activate_account_language(request: HttpRequest) -> None:
    if language := account_language(request):
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _rate_limited(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    """Set status 429: allauth answers 200, or a redirect, when its form refuses a request."""
    if response.has_header("Location"):  # browsers do not follow a redirect with status 429
        error_page: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(429)
        response = error_page(request, wait=seconds)
    response.status_code = 429
    response["Retry-After"] = str(seconds)
    return response


def _access_refused(request: HttpRequest, why: str) -> HttpResponse:
    if form_responses.wants_json(request):
        return JsonResponse({"refused": why}, status=403)
    return render(request, "members/access_refused.html", {"refusal": why}, status=403)
