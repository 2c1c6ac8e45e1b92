"""Uploads in pieces for scripts: POST begins one, HEAD tells its offset, PATCH appends a piece.

The protocol is tus 1.0 core with the extension "creation" (https://tus.io). GET answers with what
the finished file is, as JSON: a script may have lost the answer to its last piece.
"""

import base64
import binascii

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from collective_brain.errors import Refused
from collective_brain.web import form_responses, rate_limits
from collective_brain.web.numbers import MAX_KEY
from forum.uploads import resumable
from forum.uploads.models import PartialUpload
from forum.uploads.views import upload_json

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """201 with the address for the pieces, or 413, 422 or 429 with the reason."""
    if not request.user.is_authenticated:
        return _refusal(_("Sign in to write."), 401)
    size = _number(request, "Upload-Length")
    if size is None:
        return _refusal(_("The size of the file is missing."), 400)
    if wait := form_responses.count_request("upload", request):
        return _refusal(rate_limits.wait_message(wait), 429)
    member = form_responses.signed_in_member(request)
    try:
        partial = resumable.begin(member, name=_file_name(request), size=size)
    except Refused as refusal:
        return _refusal(str(refusal), 413 if size > settings.UPLOAD_MAX_BYTES else 422)
    response = _answer(HttpResponse(status=201), partial.offset)
    response["Location"] = partial.get_absolute_url()
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "PATCH"])
def piece(request: HttpRequest, key: str) -> HttpResponse:
    own = PartialUpload.objects.filter(owner=request.user.pk).select_related("upload")
    partial = get_object_or_404(own, key=key)
    if request.method == "PATCH":
        return _append(request, partial)
    if request.method == "HEAD":
        response = _answer(HttpResponse(), partial.offset)
        response["Upload-Length"] = str(partial.size)
        return response
    return _finish(request, partial)


def _append(request: HttpRequest, partial: PartialUpload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return _refusal(_("This is not a part of a file."), 415)
    offset = _number(request, "Upload-Offset")
    try:
        end = resumable.append(partial, request.body, offset=-1 if offset is None else offset)
    except resumable.WrongOffset:
        return _answer(HttpResponse(status=409), partial.offset)
    except Refused as refusal:
        return _refusal(str(refusal), 422)
    return _answer(HttpResponse(status=204), end)


def _finish(request: HttpRequest, partial: PartialUpload) -> HttpResponse:
    try:
        upload = resumable.finish(partial, form_responses.signed_in_member(request))
    except Refused as refusal:
        return _refusal(str(refusal), 422)
    if upload is None:
        return _answer(JsonResponse({}, status=202), partial.offset)
    return JsonResponse(upload_json(upload), status=201)


def _file_name(request: HttpRequest) -> str:
    """Of the header Upload-Metadata: pairs of a word and a value in Base64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        word, _space, value = pair.strip().partition(" ")
        if word == "filename":
            try:
                return base64.b64decode(value, validate=True).decode(errors="replace")
            except binascii.Error:
                return ""
    return ""


def _number(request: HttpRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    return min(int(text), MAX_KEY) if text.isdecimal() and len(text) < 20 else None


def _answer(response: HttpResponse, offset: int) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    response["Upload-Offset"] = str(offset)
    return response


def _refusal(sentence: str, status: int) -> HttpResponse:
    response = JsonResponse({"refused": sentence}, status=status)
    response["Tus-Resumable"] = VERSION
    return response
