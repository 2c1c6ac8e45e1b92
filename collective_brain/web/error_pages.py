"""What the site says when it cannot answer: always a page of its own, in the reader's language."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collective_brain.web import rate_limits
from collective_brain.web.form_responses import wants_json
from collective_brain.web.request_ids import request_id

# What people type; given back when a form cannot be taken, so that nothing is lost.
TYPED = ("title", "source", "bio", "why")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Made without the request: its host, form or cookies may be what is bad."""
    if isinstance(exception, RequestDataTooBig):
        return _bare(
            request, 413, _("What you sent is too large. Go back, shorten it and send it again.")
        )
    return _bare(
        request, 400, _("The site could not understand this request. Go back and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, str(exception or "") or _("You may not open this page."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, _("This page does not exist, or it is no longer shown."))


class FormsOnly:
    """An address that only takes forms, opened as a page (a phone reopens its tabs), is a page of ours, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        told = _answer(
            request, 405, _("There is nothing to read at this address: it only takes forms.")
        )
        told["Allow"] = response["Allow"]
        return told


def too_many(request: HttpRequest, wait: int = 5 * 60) -> HttpResponse:
    """The answer over a limit. wait: seconds; by default the window of sign-in, which tells none itself."""
    response = _answer(request, 429, rate_limits.sentence(wait), wait=wait)
    response["Retry-After"] = str(wait)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "The site could not check that this form came from its own page, so nothing was saved."
    )
    return _answer(request, 403, sentence, template="403_csrf.html")


def broken(request: HttpRequest) -> HttpResponse:
    return _bare(request, 500, _("Something went wrong on our side."))


def _answer(
    request: HttpRequest, status: int, reason: str | Promise, *, wait: int = 0, template: str = ""
) -> HttpResponse:
    if wants_json(request):
        answer: dict[str, Any] = {"refused": str(reason)}
        return JsonResponse(answer | {"wait": wait} if wait else answer, status=status)
    context = {
        "sentence": reason,
        "wait": wait,
        "typed": _typed(request),
        "request_id": request_id.get(),
    }
    return render(request, template or f"{status}.html", context, status=status)


def _bare(request: HttpRequest, status: int, reason: Promise) -> HttpResponse:
    """An answer that needs no database, session or context processor."""
    with translation.override(translation.get_language_from_request(request)):
        if wants_json(request):
            return JsonResponse({"refused": str(reason)}, status=status)
        template = "500.html" if status == 500 else "400.html"
        context = {"sentence": reason, "request_id": request_id.get()}
        return HttpResponse(render_to_string(template, context), status=status)


def _typed(request: HttpRequest) -> list[str]:
    return [text for name in TYPED if (text := request.POST.get(name, "").strip())]
