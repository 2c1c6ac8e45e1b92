"""Whole pages for visitors, rendered and compressed once for each version.

A page for a visitor contains nothing of its reader: no token, no nonce. The middleware runs before
sessions and languages. It finds a page by its address, language and display preferences, and asks
the database for the current version of the page with one query, so a change is visible at once.
Browsers that have the version get a 304.
"""

import gzip
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from collective_brain.caching.cache_keys import short_hash, template_version
from collective_brain.database.replica import read_from_primary
from collective_brain.web import display_preferences
from collective_brain.web.announcement import announcement_for
from collective_brain.web.offline import refresh_offline_copy_time

SECONDS = 10 * 60  # after which an unused page is dropped
FIRST_SEEN_SECONDS = 24 * 3600  # that the time of a version is remembered
# The number of a page, or the filters of a list of topics (forum/topics/filters.py).
_CACHED_QUERY = re.compile(
    r"page=[1-9][0-9]{0,5}|(?!&)((^|&)languages=mine)?"
    r"((^|&)community=(academic|practitioner|constituent))?((^|&)answer=none)?"
)
SHARED_VERSION = "page_cache:shared_version"


@dataclass
class CachedPage:
    """current_version: a function of a module, or a partial of one, that returns the version there
    is now. first_seen: when this process first saw the version; 0 for pages without Last-Modified.
    """

    view_name: str
    version: object
    shared_version: str
    current_version: Callable[[], object]
    headers: dict[str, str]
    etag: str
    body: bytes
    compressed_body: bytes
    first_seen: float

    def is_current(self) -> bool:
        return self.shared_version == shared_version() and self.version == self.current_version()

    @property
    def last_modified(self) -> int | None:
        """The second in which this version was new, once that second is over.

        Before that, another version could have the same time, and a reader would miss this one.
        """
        is_over = self.first_seen and time.time() - self.first_seen >= 2
        return int(self.first_seen) if is_over else None


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not may_use_page_cache(request):
            return self.get_response(request)
        key = _key(request)
        page = caches["pages"].get(key)
        if page and page.is_current():
            return _page_response(request, page)
        response = self.get_response(request)
        if not hasattr(response, "cached_page_version"):
            return response
        page = _cached_page_from(request, response, key)
        caches["pages"].set(key, page, SECONDS)
        return _page_response(request, page)


def cached_page(
    request: HttpRequest,
    *,
    version: object = None,
    current_version: Callable[[], object],
    render: Callable[[], HttpResponse],
    shows_last_modified: bool = False,
) -> HttpResponse:
    """The response of `render`, marked for the page cache if the reader is a visitor.

    version: of what `render` shows; None asks `current_version`. current_version: see CachedPage.
    shows_last_modified: for programs that send only If-Modified-Since.
    """
    if request.user.is_authenticated or not may_use_page_cache(request):
        return render()
    shared = shared_version()  # read before rendering: a change in between makes the page outdated
    if version is None:
        version = current_version()
    with read_from_primary():  # a page from a replica could be older than its version
        response = render()
    if response.status_code == 200 and not response.cookies:
        response.cached_page_version = (version, shared, current_version)  # type: ignore[attr-defined]
        response.shows_last_modified = shows_last_modified  # type: ignore[attr-defined]
    return response


def shared_version() -> str:
    """A value that changes when a public profile or a theme changes: many pages show them."""
    return str(cache.get_or_set(SHARED_VERSION, lambda: uuid.uuid4().hex, None))


def expire_all_pages(_event: object) -> None:
    """Listener: render every cached page again before it is shown."""
    cache.set(SHARED_VERSION, uuid.uuid4().hex, None)


def may_use_page_cache(request: HttpRequest) -> bool:
    """Whether the answer to this request can be the same for all visitors.

    The request has no session and no message. Its query is empty, the number of a page or the
    filters of a list, each written in one way. If other queries were allowed, one page could fill
    the cache.
    """
    if not settings.FAST_PATHS:
        return False
    own_cookies = request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}
    query = request.META.get("QUERY_STRING", "")
    return request.method == "GET" and not own_cookies and bool(_CACHED_QUERY.fullmatch(query))


def _key(request: HttpRequest) -> str:
    language = translation.get_language_from_request(request)
    address = (request.scheme, request.get_host(), request.get_full_path())
    preferences = display_preferences.read_display_preferences(request)
    announcement = announcement_for(request)
    shown = (announcement.key if announcement else 0, preferences)
    return "page:" + short_hash(repr((template_version(), address, language, *shown)))


def _cached_page_from(request: HttpRequest, response: Any, key: str) -> CachedPage:
    version, shared, current_version = response.cached_page_version
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    etag = f'W/"{short_hash(repr((key, version, shared)))}"'
    return CachedPage(
        view_name=request.resolver_match.view_name if request.resolver_match else "",
        version=version,
        shared_version=shared,
        current_version=current_version,
        headers=headers,
        etag=etag,
        body=response.content,
        compressed_body=gzip.compress(response.content, compresslevel=6, mtime=0),
        first_seen=_first_seen(key, etag) if response.shows_last_modified else 0,
    )


def _first_seen(key: str, etag: str) -> float:
    """When this process first made this version of the page, as far as it remembers."""
    known_etag, moment = caches["pages"].get(f"first_seen:{key}", ("", 0.0))
    if known_etag == etag:
        return float(moment)
    moment = time.time()
    caches["pages"].set(f"first_seen:{key}", (etag, moment), FIRST_SEEN_SECONDS)
    return moment


def _page_response(request: HttpRequest, page: CachedPage) -> HttpResponse:
    """The page, or a 304 for a browser that has it."""
    request.view_name = page.view_name  # type: ignore[attr-defined]  # for the metrics
    if unchanged := get_conditional_response(request, page.etag, page.last_modified):
        names = {
            "Vary",
            "X-Keep",
        } & page.headers.keys()  # the browser has the others (RFC 9110, 15.4.5)
        return _with_headers(unchanged, page, {name: page.headers[name] for name in names})
    if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response = _with_headers(HttpResponse(page.compressed_body), page, page.headers)
        response["Content-Encoding"] = "gzip"
    else:
        response = _with_headers(HttpResponse(page.body), page, page.headers)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _with_headers(response: Any, page: CachedPage, headers: dict[str, str]) -> Any:
    for name, value in headers.items():
        response[name] = value
    response["ETag"] = page.etag
    if page.last_modified:
        response["Last-Modified"] = http_date(page.last_modified)
    refresh_offline_copy_time(response)
    return response
