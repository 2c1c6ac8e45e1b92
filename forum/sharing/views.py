"""The sitemap and robots.txt. Each shows what a visitor may see, also to members."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from collective_brain.caching.page_cache import cached_page
from forum.sharing import sitemaps
from forum.sharing.absolute_urls import absolute_url

# Search engines skip forms, pages of one reader, answers to scripts, and chat, whose readers are
# those in the room.
SKIPPED = (
    *("/accounts/", "/admin/", "/administration/", "/compose/", "/drafts/", "/feeds/"),
    *(
        "/following/",
        "/language/",
        "/live/",
        "/notifications/",
        "/preview/",
        "/rooms/",
        "/search/",
        "/settings/",
    ),
    *("/*reply_to=", "/topics/*/room/", "/themes/*/room/", "/themes/*/start/"),
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = [f"Disallow: {path}" for path in SKIPPED]
    sitemap = absolute_url(request, reverse("sharing:sitemap"))
    lines = ["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    paths = [reverse("sharing:page_sitemap")]
    for block in range(sitemaps.count_blocks()):
        paths.append(reverse("sharing:topic_sitemap", args=[block]))
    parts = [{"location": absolute_url(request, path)} for path in paths]
    return _xml(request, "sitemap_index.xml", {"sitemaps": parts})


@require_safe
def page_sitemap(request: HttpRequest) -> HttpResponse:
    return _sitemap(request, sitemaps.PageSitemap())


@require_safe
def topic_sitemap(request: HttpRequest, block: int) -> HttpResponse:
    """The visible topics of one block. A block without any answers like one that does not exist."""
    if block >= sitemaps.count_blocks():
        raise Http404
    version = sitemaps.block_version(block)
    if not version:
        raise Http404
    return cached_page(
        request,
        version=version,
        current_version=partial(sitemaps.block_version, block),
        render=lambda: _sitemap(request, sitemaps.TopicSitemap(block)),
    )


def _sitemap(request: HttpRequest, sitemap: sitemaps.Sitemap) -> HttpResponse:
    urls = sitemap.urls_at(absolute_url(request, "/"))
    return _xml(request, "sitemap.xml", {"urlset": urls})


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return _for_programs(render(request, template, context, content_type="application/xml"))


def _for_programs(response: HttpResponse) -> HttpResponse:
    """Search engines read it, and do not list it."""
    response["X-Robots-Tag"] = "noindex"
    return response
