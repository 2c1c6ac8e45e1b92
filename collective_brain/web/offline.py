"""The site without a connection: the service worker, its offline page and the web app manifest."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from collective_brain.i18n.languages import html_language
from collective_brain.web.script_modules import modules_with_imports

# The modules that the templates of OFFLINE_VIEWS and of the offline page load.
ENTRY_MODULES = ("page", "live", "live_list", "posts", "room", "composer", "offline_copies")
# Modules that only show answers of the site.
ONLINE_MODULES = (
    *("completion", "paste_link", "search_suggestions", "similar_topics"),
    *("delete_item", "edit_in_place"),
)
FILES = (
    "css/site.css",
    "css/lists.css",
    "css/more.css",
    "css/rooms.css",
    "icons/favicon.svg",
    *(f"js/{name}.js" for name in modules_with_imports(ENTRY_MODULES, without=ONLINE_MODULES)),
)
# The service worker may keep these pages: everybody may read them. They contain their reader's
# draft. It never keeps pages of accounts, drafts or notifications.
OFFLINE_VIEWS = {"topics:topic", "topics:theme", "chat:room", "themes:list", "pages:home"}
ACCENT, BACKGROUND = "#0b5c56", "#faf7f1"  # equal to --accent and --background in css/tokens.css
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("mask-512.png", "512x512", "maskable"),
)


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script /sw.js: it lists the files to keep and imports js/service_worker.js."""
    site = {
        "files": [static(name) for name in FILES],
        "page": reverse("offline"),
        "out": reverse("account_logout"),
        "icon": static("icons/icon-192.png"),
    }
    source = static("js/service_worker.js")
    script = f"const SITE = {json.dumps(site)}\nimportScripts({json.dumps(source)})\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """The list of offline copies. The service worker shows it when it cannot fetch a page."""
    return render(request, "offline.html")


@require_safe
@cache_control(max_age=24 * 3600, private=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest, for the home screen of a phone."""
    icons = [
        {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    app = {
        "id": "/",
        "name": "Collective Brain",
        "short_name": "Coll. Brain",
        "description": _(
            "Collective Brain, the discussion space of the ILO's Academy "
            "on the Social and Solidarity Economy"
        ),
        "lang": html_language(get_language()),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": ACCENT,
        "background_color": BACKGROUND,
        "icons": icons,
    }
    return JsonResponse(app, content_type="application/manifest+json")


@require_safe
@cache_control(max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For browsers that request /favicon.ico without reading the head of a page."""
    return redirect(static("icons/icon-192.png"))


class OfflineHeadersMiddleware:
    """Set the headers that the service worker reads.

    X-Member: the id of the member who gets the page, 0 for a visitor.
    X-Keep: the conversation and the time, only on pages that the service worker may keep.

    A request with X-Only-To-Keep is for a page that is open already. Other pages than these are
    not made for it (status 204), because some change the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Member"] = str(request.user.pk or 0)
        place = _kept_place(request)
        if place and response.status_code in (200, 304):
            response["X-Keep"] = place
            refresh_offline_copy_time(response)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if "X-Only-To-Keep" in request.headers and not _kept_place(request):
            return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
        return None


def _kept_place(request: HttpRequest) -> str:
    """The place in X-Keep: "topic:17" or "page". "" for a page that is not kept."""
    match = request.resolver_match
    if not match or match.view_name not in OFFLINE_VIEWS or hasattr(request, "keeps_no_copy"):
        return ""
    topic_id = match.kwargs.get("topic_id")
    return f"topic:{topic_id}" if topic_id else "page"


def keep_no_copy(request: HttpRequest) -> None:
    """Let the service worker keep no copy of this page."""
    request.keeps_no_copy = True  # type: ignore[attr-defined]


def refresh_offline_copy_time(response: HttpResponse) -> None:
    """Set the time in X-Keep to now: the content of the page is correct at this moment."""
    if name := response.get("X-Keep", "").partition(" ")[0]:
        response["X-Keep"] = f"{name} {timezone.now():%Y-%m-%dT%H:%M:%SZ}"
