"""Pages for visitors: made once for each version of them, and not sent again to who has them.

The door stands before sessions, languages and views. It knows a page by its address, language and device, and asks for
its version with one small query each time, so that nothing is shown a moment after it was changed.
"""

import hashlib
import uuid
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from collective_brain.caching.cache_keys import release
from collective_brain.caching.pieces import Pieces
from collective_brain.database.replica import read_from_primary
from collective_brain.web import display_preferences
from collective_brain.web.offline import set_offline_copy_time

KEPT_FOR = 10 * 60  # seconds
PROFILES = "visits:profiles"


@dataclass
class Page:
    """ask: tells the version there is now; one of a module's own functions, or a partial of it. view: its name."""

    view: str
    ask: Callable[[], Any]
    version: Any
    profiles: str
    headers: dict[str, str]
    pieces: Pieces
    tag: str

    def is_fresh(self) -> bool:
        return self.profiles == profiles() and self.version == self.ask()


class Door:
    """Stands inside the compression and outside of everything that needs to know who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.csrf = CsrfViewMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_visitor(request):
            return self.get_response(request)
        key = _key(request)
        page = caches["pages"].get(key)
        if page and page.is_fresh():
            return self._answer(request, page)
        response = self.get_response(request)
        if made := getattr(response, "made_for_all", None):
            page = _page(request, response, key, *made)
            caches["pages"].set(key, page, KEPT_FOR)
            return self._answer(request, page)  # its pieces are compressed already
        return response

    def _answer(self, request: HttpRequest, page: Page) -> HttpResponseBase:
        """304 to whose browser has it, else the page with its reader's own tokens."""
        request.view_name = page.view  # type: ignore[attr-defined]
        self.csrf.process_request(request)
        if unchanged := get_conditional_response(request, etag=_tag(page, request)):
            return _with_headers(unchanged, page, request, {"Vary", "X-Keep"})
        body, packed = page.pieces.filled(request)
        response = _with_headers(HttpResponse(body), page, request, page.headers.keys())
        if packed:
            response["Content-Encoding"] = "gzip"
            patch_vary_headers(response, ["Accept-Encoding"])
        return self.csrf.process_response(request, response)


def page(
    request: HttpRequest, version: Any, ask: Callable[[], Any], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `make` answers; kept for all visitors as long as `ask` tells the `version` that it was made from."""
    if request.user.is_authenticated or not _is_visitor(request):
        return make()
    mark = profiles()
    with read_from_primary():
        response = make()
    if response.status_code == 200:
        response.made_for_all = (ask, version, mark)  # type: ignore[attr-defined]
    return response


def profiles() -> str:
    """Another one whenever anybody's public profile is."""
    return str(cache.get_or_set(PROFILES, lambda: uuid.uuid4().hex, None))


def forget_profiles(_event: object) -> None:
    """Heard when somebody's name or community is another: every page that may show it is made anew."""
    cache.set(PROFILES, uuid.uuid4().hex, None)


def _is_visitor(request: HttpRequest) -> bool:
    """Whether nothing can be in the page for this reader alone: no account, no text or notice that waits."""
    own = request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}
    return request.method == "GET" and not own and not request.GET.keys() - {"page"}


def _key(request: HttpRequest) -> str:
    """Everything that the page is made of, but for what its version tells."""
    language = translation.get_language_from_request(request)
    address = (request.scheme, request.get_host(), request.get_full_path())
    return "visits:" + _short(
        repr((address, language, display_preferences.read_display_preferences(request), release()))
    )


def _page(
    request: HttpRequest,
    response: HttpResponse,
    key: str,
    ask: Callable[[], Any],
    version: Any,
    mark: str,
) -> Page:
    view = request.resolver_match.view_name if request.resolver_match else ""
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    told = sorted(
        headers.items() - {("X-Keep", headers.get("X-Keep"))}
    )  # its time is another each time
    tag = _short(repr((key, version, mark, told)))
    return Page(view, ask, version, mark, headers, Pieces.of(response.content.decode()), tag)


def _with_headers(response: Any, page: Page, request: HttpRequest, names: Set[str]) -> Any:
    """names: of the page's own ones; the browser has them already when nothing changed (RFC 9110, 15.4.5)."""
    for name in names & page.headers.keys():
        response[name] = page.headers[name]
    response["ETag"] = _tag(page, request)
    set_offline_copy_time(response)
    return response


def _tag(page: Page, request: HttpRequest) -> str:
    """With the secret that the tokens in the page were made from: another visitor's page is another one."""
    return f'W/"{page.tag}{_short(request.META.get("CSRF_COOKIE") or "")}"'


def _short(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
