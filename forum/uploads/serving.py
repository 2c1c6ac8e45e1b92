"""The response with an uploaded file: never a page, whatever the file contains."""

from typing import TypeVar
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

from forum.uploads import links
from forum.uploads.models import Upload, file_storage

HttpResponseT = TypeVar("HttpResponseT", bound=HttpResponseBase)
ONE_YEAR = 365 * 24 * 3600  # seconds
THUMBNAIL_TYPE = "image/webp"


def file_response(upload: Upload) -> HttpResponseBase:
    return _content(upload.file, headers_of(upload, links.FILE))


def thumbnail_response(upload: Upload) -> HttpResponseBase:
    return _content(upload.thumbnail, headers_of(upload, links.THUMBNAIL))


def headers_of(upload: Upload, part: str) -> dict[str, str]:
    """What says how a browser shows the file: a picture as such, everything else as a download."""
    if part == links.THUMBNAIL:
        return {"Content-Type": THUMBNAIL_TYPE, "Content-Disposition": "inline"}
    kind = upload.kind_of_file
    disposition = "inline" if kind.is_picture else "attachment"
    return {
        "Content-Type": kind.content_type,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(upload.name)}",
    }


def _content(name: str, headers: dict[str, str]) -> HttpResponseBase:
    """The file itself, or for nginx the order to send it (X-Accel-Redirect)."""
    response: HttpResponseBase
    if settings.UPLOADS_ACCEL:
        response = HttpResponse(content_type=headers["Content-Type"])
        response["X-Accel-Redirect"] = f"{settings.UPLOADS_ACCEL}/{quote(name)}"
    else:
        response = FileResponse(_open(name), content_type=headers["Content-Type"])
        response["Content-Encoding"] = "identity"  # else GZipMiddleware compresses it once more
    response["Content-Disposition"] = headers["Content-Disposition"]
    return as_file(response)


def as_file(response: HttpResponseT) -> HttpResponseT:
    """Add the headers of every file that came from a member."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Private: a shared cache would still have it when the text is hidden.
    response["Cache-Control"] = f"private, max-age={ONE_YEAR}, immutable"
    response["X-Robots-Tag"] = "noindex"
    return response


def _open(name: str) -> object:
    try:
        return file_storage().open(name)
    except FileNotFoundError as error:
        raise Http404 from error  # `manage.py doctor` tells of it
