"""The pages for errors. Each error has a page of the site, in the reader's language."""

import logging
import re
import sys
from collections.abc import Callable
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collective_brain.web import rate_limits
from collective_brain.web.csrf import SAFE_METHODS, sends_no_origin
from collective_brain.web.form_responses import wants_json
from collective_brain.web.request_ids import request_id
from collective_brain.web.unavailability import RETRY_AFTER, is_unavailability

logger = logging.getLogger(__name__)

# Fields with texts that people type. The error page shows them, so that nobody loses their text.
TEXT_FIELDS = ("title", "source", "bio", "why")
SECRET_FIELDS = ("password", "code", "credential")  # parts of names of fields
# Bytes of a form that is too large to be parsed. Above this, the page does not show its texts:
# to decode 2 MB takes up to 0.3 s.
MAX_REPEATED_FORM = 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MINIMAL_TEMPLATES = {500: "500.html", 503: "503.html"}  # 400.html for the others
# What request.POST raises for a form that is too large, cut off or not in the format that it names.
UNREADABLE_FORM = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)
LARGE_FIELD = re.compile(rf"(?:^|&)(?:{'|'.join(TEXT_FIELDS)})=([^&]*)".encode())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Render without the request: its host, form or cookies may be the bad part."""
    if isinstance(exception, RequestDataTooBig):
        return _minimal_response(
            request,
            413,
            _("What you sent is too large. Go back, shorten it and send it again."),
            typed=_texts_of_large_form(request),
        )
    return _minimal_response(
        request, 400, _("The site could not understand this request. Go back and try again.")
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _response(
        request, 403, str(exception or "") or _("You do not have permission to open this page.")
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _response(request, 404, _("This page does not exist, or it is no longer shown."))


class MethodNotAllowedMiddleware:
    """Render a page for status 405.

    A phone that restores its tabs opens addresses that accept only forms.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = _response(request, 405, _("This address only receives forms that other pages send."))
        page["Allow"] = response["Allow"]
        return page


def too_many_requests(request: HttpRequest, wait: int = 5 * 60) -> HttpResponse:
    """The response over a rate limit.

    The page sends the same form again when the reader presses its button.
    wait: seconds. The default is the window of allauth's sign-in limit, which sends no number.
    """
    response = _response(request, 429, rate_limits.wait_message(wait), wait=wait)
    response["Retry-After"] = str(wait)
    return response


def text_not_saved(request: HttpRequest) -> HttpResponse:
    """The response to a visitor who has to sign in before the text can be saved."""
    return _response(
        request,
        422,
        _("We cannot save this text while you sign in. Copy it, sign in, and then paste it again."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form of another site.

    Ask once more if the browser is too old to say where the form comes from. The token of the form
    is then missing, or older than the last sign-in.
    """
    sentence = _(
        "The site could not check that this form came from its own page, so nothing was saved."
    )
    if wants_json(request):
        return JsonResponse({"refused": str(sentence)}, status=403)
    len(request.POST)  # raises RequestDataTooBig: the answer is then 413
    context = {
        "sentence": sentence,
        "typed": _submitted_texts(request),
        "fields": _repeatable_fields(request) if sends_no_origin(request) else [],
    }
    return render(request, "403_csrf.html", context, status=403)


def _repeatable_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of all fields of the form but its token; [] if the form contains a secret.

    No page repeats a password or a code.
    """
    try:
        form = request.POST
    except UNREADABLE_FORM:
        return []
    if any(secret in name for name in form for secret in SECRET_FIELDS):
        return []
    return [
        (name, value)
        for name, values in form.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while Django handles the exception of a view or of a middleware."""
    error = sys.exception()
    if is_unavailability(error):
        return _service_unavailable(request, error)
    return _minimal_response(request, 500, _("Something went wrong on our side."))


def _response(
    request: HttpRequest,
    status: int,
    reason: str | Promise,
    *,
    wait: int = 0,
) -> HttpResponse:
    if wants_json(request):
        answer: dict[str, Any] = {"refused": str(reason)}
        if wait:
            answer["wait"] = wait
        return JsonResponse(answer, status=status)
    context = {
        "sentence": reason,
        "typed": _submitted_texts(request),
        "fields": _repeatable_fields(request) if wait else [],
        "request_id": request_id.get(),
    }
    return render(request, f"{status}.html", context, status=status)


def _service_unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The response while the database or Redis does not answer, or the disk is full.

    Like the page over a rate limit, it sends the same form again.
    """
    is_form = request.method not in SAFE_METHODS
    fields = _repeatable_fields(request) if is_form else []
    response = _minimal_response(
        request,
        503,
        _("The site is not available at the moment. Wait a minute, then try again."),
        wait=RETRY_AFTER,
        is_form=is_form,
        fields=fields,
        typed=_submitted_texts(request) if is_form else [],
        csrf_token=get_token(request) if fields else "",
    )
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    # Django would log the traceback of every request of an outage.
    response._has_been_logged = True  # type: ignore[attr-defined]
    logger.warning("%s %s: 503 because of %r", request.method, request.path, error)
    return response


def _minimal_response(
    request: HttpRequest, status: int, reason: Promise, *, wait: int = 0, **context: Any
) -> HttpResponse:
    """A response that needs no database, session or context processor."""
    with translation.override(translation.get_language_from_request(request)):
        if wants_json(request):
            answer = {"refused": str(reason)}
            return JsonResponse(answer | ({"wait": wait} if wait else {}), status=status)
        template = MINIMAL_TEMPLATES.get(status, "400.html")
        context |= {"sentence": reason, "request_id": request_id.get()}
        context["fragment_key"] = f"minimal {translation.get_language()}"
        return HttpResponse(render_to_string(template, context), status=status)


def _texts_of_large_form(request: HttpRequest) -> list[str]:
    """The texts of a form that Django does not parse; [] if it is too large to be repeated."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REPEATED_FORM or wants_json(request):
        return []
    body = request.read(MAX_REPEATED_FORM)
    fields = islice(LARGE_FIELD.finditer(body), len(TEXT_FIELDS))
    texts = [unquote_plus(field[1].decode("latin-1")) for field in fields]
    return [text for text in texts if text.strip()]


def _submitted_texts(request: HttpRequest) -> list[str]:
    try:
        form = request.POST
    except RequestDataTooBig:  # an address that no view answers, or a database that is away
        return _texts_of_large_form(request)
    except UNREADABLE_FORM:
        return []
    texts = [form.get(name, "").strip() for name in TEXT_FIELDS]
    return [text for text in texts if text]
