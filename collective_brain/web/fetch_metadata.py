"""What a browser says about a request: for what it is, and who asked for it.

W3C Fetch Metadata Request Headers (Sec-Fetch-Dest, Sec-Fetch-Site), Sec-Purpose of the HTML
standard, and what browsers older than these send. Decision 59 says what depends on it.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

# The addresses that a page may load as a part of itself, by Sec-Fetch-Dest. Everything else is a
# page or an answer for our scripts.
RESOURCES = {
    "image": {
        *("favicon", "members:totp_qr_code", "uploads:file", "uploads:thumbnail"),
        *("uploads:signed", "profile_pictures:picture"),
        *("sharing:site_card", "sharing:theme_card", "sharing:topic_card"),
    },
    "manifest": {"manifest"},
    "script": {"admin:jsi18n"},
    "serviceworker": {"worker"},
}
PAGE_OR_SCRIPT = ("document", "empty")
# Sec-Purpose is the standard; the others are of older browsers.
PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# The service worker requests pages in its own name, and tells with this header what it replaces.
SERVICE_WORKER_HEADER = "X-Not-A-Visit"


class ResourceMiddleware:
    """Refuse requests for a page as an image, a frame, a script and so on.

    It comes first, so that such a request costs nothing and changes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        destination = _destination(request)
        if destination in PAGE_OR_SCRIPT or _is_resource(request.path_info, destination):
            return self.get_response(request)
        return HttpResponse("This is a page.", content_type="text/plain", status=403)


def is_page_visit(request: HttpRequest) -> bool:
    """Whether a reader has opened this page now, from here or by typing its address.

    False for what a script fetches, for pages loaded in advance, for pages that another site leads
    to, and for an administrator who sees the site as the reader.
    """
    if hasattr(request, "sees_as"):
        return False
    accepts_html = "text/html" in request.headers.get("Accept", "text/html")
    return request.method == "GET" and accepts_html and is_from_reader(request)


def is_from_reader(request: HttpRequest) -> bool:
    """Whether the reader or a script of this site has sent the request, and not in advance."""
    if SERVICE_WORKER_HEADER in request.headers or _destination(request) not in PAGE_OR_SCRIPT:
        return False
    purposes = " ".join(request.headers.get(name, "") for name in PURPOSE_HEADERS)
    if "prefetch" in purposes or "preview" in purposes or "prerender" in purposes:
        return False
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    return _host(request.headers.get("Referer", "")) in ("", request.get_host())


def _destination(request: HttpRequest) -> str:
    """Sec-Fetch-Dest. For a browser without it, "image" if it accepts images first."""
    if destination := request.headers.get("Sec-Fetch-Dest"):
        return destination
    is_image = request.headers.get("Accept", "").startswith("image/")
    return "image" if is_image else "document"


def _is_resource(path: str, destination: str) -> bool:
    try:
        return resolve(path).view_name in RESOURCES.get(destination, ())
    except Resolver404:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return "invalid"
