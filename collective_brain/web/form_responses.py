"""What every writing view does at the door: sign-in first, limits, and refusals that lose nothing."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

from collective_brain.web import nonces, rate_limits, saved_text

FormT = TypeVar("FormT", bound=forms.Form)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks; a browser's own form asks for HTML."""
    return "application/json" in request.headers.get("Accept", "")


def sign_in_first(request: HttpRequest, back_to: str, *, keep: bool = True) -> HttpResponse | None:
    """The way to sign-in for who has to, whose text waits in the session for the page `back_to`, unless the browser keeps it."""
    keep = keep and not request.headers.get("X-Kept-In-Browser")
    typed = request.POST.dict() if keep else {}
    led = saved_text.lead(request, back_to, typed)
    if led is None or not wants_json(request):
        return led
    return JsonResponse({"login": led["Location"]}, status=401)


def writer(request: HttpRequest) -> Any:
    """The signed-in member, once sign_in_first has let them pass."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def wait_for(name: str, request: HttpRequest, nonce: Any = "") -> int:
    """Seconds until the limit `name` lets this member or address write again; 0 when it does now."""
    key = (
        f"member:{request.user.pk}"
        if request.user.pk
        else f"address:{rate_limits.client_address(request)}"
    )
    return rate_limits.spend(name, key, token=str(nonce))


def too_many(form: FormT, wait: int) -> FormT:
    form.add_error(None, rate_limits.sentence(wait))
    return form


def refused(form: FormT, refusal: Exception) -> FormT:
    """The form as it was filled in, with the reason and a fresh nonce."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    if "nonce" in form.fields:
        form.data["nonce"] = nonces.after(form.data["nonce"])  # type: ignore[index]
    form.add_error(None, str(refusal))
    return form


def done(request: HttpRequest, way_on: Any) -> HttpResponse:
    """The way on after a write: a redirect, or for a script its address as {location}."""
    if wants_json(request):
        return JsonResponse({"location": resolve_url(way_on)}, status=201)
    return redirect(way_on)


def refused_json(form: forms.Form, wait: int = 0) -> JsonResponse:
    """422 or 429 with the sentence for the member, and what the form carries now: the fresh nonce, the version."""
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    carried = {name: str(form.data[name]) for name in ("nonce", "version") if form.data.get(name)}
    answer: dict[str, Any] = {"refused": " ".join(sentences), **carried}
    return JsonResponse({**answer, "wait": wait} if wait else answer, status=429 if wait else 422)
