"""The files themselves, from the site or from UPLOADS_HOST."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts import permissions
from accounts.models import Member
from forum.uploads import links, serving
from forum.uploads.models import Upload

MARGIN = 60  # seconds: a browser does not follow a redirect that it kept to a link that has ended


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """name: for readers of the address only."""
    upload = get_object_or_404(Upload.objects.readable_by(request.user), key=key)
    if settings.UPLOADS_HOST:
        return _elsewhere(upload, request.user, links.FILE)
    return serving.file_response(upload)


@require_safe
def thumbnail(request: HttpRequest, key: str) -> HttpResponseBase:
    readable = Upload.objects.readable_by(request.user).exclude(thumbnail="")
    upload = get_object_or_404(readable, key=key)
    if settings.UPLOADS_HOST:
        return _elsewhere(upload, request.user, links.THUMBNAIL)
    return serving.thumbnail_response(upload)


@require_safe
def signed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """On UPLOADS_HOST: the file of a link, while its reader may read it."""
    link = links.read(token)
    if link is None:
        raise Http404
    upload = get_object_or_404(Upload.objects.readable_by(_reader(link)), key=link.key)
    if link.part == links.THUMBNAIL:
        response = serving.thumbnail_response(upload)
    else:
        response = serving.file_response(upload)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # pages of the site show it
    response["Cache-Control"] = f"private, max-age={link.seconds_left}, immutable"
    return response


def _elsewhere(upload: Upload, reader: Any, part: str) -> HttpResponseBase:
    """Redirect to the other host. The address on the site stays the one of the cached texts."""
    if settings.UPLOADS_STORAGE_LINKS:
        headers = serving.headers_of(upload, part)
        address = links.address_in_storage(upload, part, headers)
        seconds = links.STORAGE_SECONDS
    else:
        link = links.new_link(upload, reader, part)
        address, seconds = links.address_of(link, upload.name), link.seconds_left
    response = HttpResponseRedirect(address)
    patch_cache_control(response, private=True, max_age=max(0, seconds - MARGIN))
    return response


def _reader(link: links.SignedLink) -> Any:
    """The member who got the link, unless they have lost their access since."""
    if not link.reader_id:
        return AnonymousUser()
    reader = get_object_or_404(Member, pk=link.reader_id)
    if permissions.refuse_access(reader):
        raise Http404
    return reader
