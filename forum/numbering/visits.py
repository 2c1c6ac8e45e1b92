"""A page for visitors: made once for each version of it, and not sent again to who has it.

Everything it is made of is in its key: the version that its view names, the address, language and device, the templates,
and a mark that moves when anybody's public profile changes. Only the token and the nonce of its forms are each visitor's own.
"""

import hashlib
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import translation
from django.utils.cache import get_conditional_response

from collective_brain import device
from collective_brain.router import from_primary
from forum.numbering.fragments import templates

KEPT_FOR = 10 * 60  # seconds
PROFILES = "visits:profiles"
_OWN = re.compile(r'(?<=name=")(csrfmiddlewaretoken|nonce)(" value=")[\w-]+')


def page(request: HttpRequest, version: str, make: Callable[[], HttpResponse]) -> HttpResponseBase:
    """What `make` answers, for a visitor only once for each `version`; 304 when the visitor's browser has it."""
    if not _is_for_all(request):
        return make()
    key = _key(request, version)
    tag = f'W/"{key}{_short(request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))}"'
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    html = caches["pages"].get(key)
    if html is None:
        with from_primary():
            response = make()
        if response.status_code != 200:
            return response
        caches["pages"].set(key, response.content.decode(), KEPT_FOR)
    else:
        own = {"csrfmiddlewaretoken": get_token(request), "nonce": str(uuid.uuid4())}
        response = HttpResponse(_OWN.sub(lambda found: f"{found[1]}{found[2]}{own[found[1]]}", html))
    response["ETag"] = tag
    return response


def forget_profiles(_event: object) -> None:
    """Heard when somebody's name or community is another: every page that may show it is made anew."""
    cache.set(PROFILES, uuid.uuid4().hex, None)


def _is_for_all(request: HttpRequest) -> bool:
    """Whether nothing is in it for this reader alone: no account, no text or notice that waits, no form filled in."""
    own = request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}
    return not (request.user.is_authenticated or own or request.GET.keys() - {"page"})


def _key(request: HttpRequest, version: str) -> str:
    profiles = cache.get_or_set(PROFILES, lambda: uuid.uuid4().hex, None)
    parts = (
        version,
        request.get_full_path(),
        translation.get_language(),
        device.of(request),
        templates(),
        profiles,
    )
    return "visits:" + _short(repr(parts))


def _short(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
