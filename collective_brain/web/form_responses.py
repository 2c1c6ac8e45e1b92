"""Responses that all views share when they store a form.

They redirect visitors to sign-in, count rate limits, and answer a refusal without losing the text.
A script that sends `Accept: application/json` gets JSON instead of a page.
"""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

from collective_brain.web import nonces, rate_limits, saved_text

FormT = TypeVar("FormT", bound=forms.Form)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script sent the request. A browser that sends a form itself asks for HTML."""
    return "application/json" in request.headers.get("Accept", "")


def redirect_to_sign_in(
    request: HttpRequest, back_to: str, *, keep: bool = True, asks_consent: bool = True
) -> HttpResponse | None:
    """Redirect people who have to sign in or to finish their sign-up; None for all others.

    asks_consent: False for what members may write who have not accepted the newest rules.

    The session keeps their text and restores it on `back_to`, unless the browser keeps it.
    """
    keep = keep and not request.headers.get("X-Kept-In-Browser")
    fields = request.POST.dict() if keep else {}
    response = saved_text.redirect_if_signed_out(
        request, back_to, fields, asks_consent=asks_consent
    )
    if response is None or not wants_json(request) or response.status_code != 302:
        return response
    return JsonResponse({"login": response["Location"]}, status=401)


def signed_in_member(request: HttpRequest) -> Any:
    """The member who sent the request, after redirect_to_sign_in returned None."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def count_request(limit: str, request: HttpRequest) -> int:
    """Count one request of this member or address under a rate limit.

    Returns the seconds to wait, 0 if the request is allowed.
    """
    if request.user.pk:
        key = f"member:{request.user.pk}"
    else:
        key = f"address:{rate_limits.client_address(request)}"
    return rate_limits.count_use(limit, key)


def add_rate_limit_error(form: FormT, wait: int) -> FormT:
    """The form with its text and the sentence about the rate limit. wait: seconds."""
    form.add_error(None, rate_limits.wait_message(wait))
    return form


def add_refusal(form: FormT, refusal: Exception) -> FormT:
    """The form with its text, the reason of the refusal and its next nonce."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    if "nonce" in form.fields:
        form.data["nonce"] = nonces.next_nonce(form.data["nonce"])  # type: ignore[index]
    form.add_error(None, str(refusal))
    return form


def redirect_after_write(request: HttpRequest, target: Any) -> HttpResponse:
    """Redirect to `target`, or give a script its address as {location}."""
    if wants_json(request):
        return JsonResponse({"location": resolve_url(target)}, status=201)
    return redirect(target)


def json_refusal(form: forms.Form, wait: int = 0) -> JsonResponse:
    """422 or 429 with the errors of the form and the new values of its nonce and version."""
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    answer: dict[str, Any] = {"refused": " ".join(sentences)}
    for name in ("nonce", "version"):
        if form.data.get(name):
            answer[name] = str(form.data[name])
    if wait:
        return JsonResponse(answer | {"wait": wait}, status=429)
    return JsonResponse(answer, status=422)
