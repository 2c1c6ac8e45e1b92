"""What works without a connection: the worker that keeps pages, the page it shows then, the site as an app."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

# What a kept page needs to be read, and to take a text: also what these files import when they are loaded.
MODULES = (
    "page",
    "live",
    "posts",
    "room",
    "composer",
    "drafts",
    "writing",
    "markdown",
    "lists",
    "link",
    "send",
    "store",
    "outbox",
    "waiting",
    "typing",
)
FILES = (
    "css/site.css",
    "css/parts.css",
    "icons/favicon.svg",
    *(f"js/{name}.js" for name in (*MODULES, "kept")),
)
# Pages that may be kept: what everybody may read, with its reader's own draft in the form. Never the pages of
# accounts, drafts or notifications.
KEPT = {"topics:topic", "topics:theme", "chat:room", "themes:list", "pages:home"}
ACCENT, PAPER = "#0b5c56", "#faf7f1"  # as --accent and --paper in site.css
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("mask-512.png", "512x512", "maskable"),
)


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """/sw.js: which files to keep. What it does is js/worker.js."""
    places = {
        "files": [static(name) for name in FILES],
        "page": reverse("offline"),
        "out": reverse("account_logout"),
    }
    source = static("js/worker.js")
    script = f"const SITE = {json.dumps(places)}\nimportScripts({json.dumps(source)})\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What this browser keeps; the worker shows it in place of a page that it cannot get."""
    return render(request, "offline.html")


@require_safe
@cache_control(max_age=24 * 3600, private=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The site as an app on a phone's first screen."""
    icons = [
        {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    told = {
        "id": "/",
        "name": "Collective Brain",
        "short_name": "Coll. Brain",
        "description": _(
            "Collective Brain, the discussion space of the ILO's Academy on the Social and Solidarity Economy"
        ),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": ACCENT,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For who asks without reading a page's head."""
    return redirect(static("icons/icon-192.png"))


class Kept:
    """Tells the worker whose page it gets (0: nobody's), and of one that it may keep the place and the time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Member"] = str(request.user.pk or 0)
        found = request.resolver_match
        if found and found.view_name in KEPT and response.status_code in (200, 304):
            topic = found.kwargs.get("topic_id")
            response["X-Keep"] = f"topic:{topic}" if topic else "page"
            keep_until_now(response)
        return response


def keep_until_now(response: HttpResponse) -> None:
    """What the worker may keep, was right now."""
    if place := response.get("X-Keep", "").partition(" ")[0]:
        response["X-Keep"] = f"{place} {timezone.now():%Y-%m-%dT%H:%M:%SZ}"
