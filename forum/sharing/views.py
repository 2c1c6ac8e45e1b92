"""Feeds, the sitemap and robots.txt. Each shows what a visitor may see, also to members."""

from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Member
from collective_brain.caching.page_cache import cached_page
from forum.sharing import feeds, sitemaps
from forum.sharing.absolute_urls import absolute_url
from forum.themes.models import Theme
from forum.topics.models import Topic, current_page_version

# Search engines skip forms, pages of one reader, answers to scripts, and chat, whose readers are
# those in the room.
SKIPPED = (
    *("/accounts/", "/admin/", "/administration/", "/compose/", "/drafts/", "/following/"),
    *("/language/", "/live/", "/notifications/", "/preview/", "/rooms/", "/search/", "/settings/"),
    *("/*reply_to=", "/topics/*/room/", "/themes/*/room/", "/themes/*/start/"),
)


# --- feeds ---


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """The newest posts of all themes."""
    return _newest_posts_feed(request, title="Collective Brain", page_url="/", where={})


@require_safe
def theme_feed(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    return _newest_posts_feed(
        request,
        title=theme.name,
        page_url=theme.get_absolute_url(),
        where={"topic__theme": theme.pk},
    )


@require_safe
def member_feed(request: HttpRequest, handle: str) -> HttpResponse:
    """The newest posts of a member. A closed account has no feed."""
    member = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    return _newest_posts_feed(
        request,
        title=member.get_full_name(),
        page_url=member.get_absolute_url(),
        where={"author": member.pk},
    )


@require_safe
def topic_feed(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(AnonymousUser()), pk=topic_id)
    return _feed(
        request,
        title=topic.title,
        page_url=topic.get_absolute_url(),
        where={"topic": topic.pk},
        version=topic.last_mark,
        current_version=partial(current_page_version, topic.pk),
    )


def _newest_posts_feed(
    request: HttpRequest, *, title: str, page_url: str, where: dict[str, int]
) -> HttpResponse:
    return _feed(
        request,
        title=title,
        page_url=page_url,
        where=where,
        version=feeds.version(where),
        current_version=partial(feeds.version, where),
    )


def _feed(
    request: HttpRequest, *, title: str, page_url: str, where: dict[str, int], **versions: Any
) -> HttpResponse:
    """versions: of the feed, as cached_page takes them."""
    if request.META.get("QUERY_STRING"):  # one address for each feed, so that it is cached once
        return redirect(request.path)

    def render_feed() -> HttpResponse:
        xml = feeds.atom_feed(
            request, title=title, page_url=page_url, posts=feeds.newest_posts(where)
        )
        return _for_programs(HttpResponse(xml, content_type=feeds.AtomFeed.content_type))

    return cached_page(request, **versions, render=render_feed)


# --- for search engines ---


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
