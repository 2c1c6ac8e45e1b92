"""The feeds. Each shows what a visitor may see, also to members."""

import re
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.choices import Community
from accounts.models import Member
from collective_brain.caching.page_cache import cached_page
from forum.sharing import atom, feeds, json_feed
from forum.sharing.absolute_urls import absolute_url
from forum.sharing.feed_entries import FeedContents, entries_of
from forum.sharing.feeds import Feed
from forum.themes.models import Theme
from forum.topics.models import Topic, current_page_version

# The one query that a feed has: its pages with older posts.
_BEFORE = re.compile("before=([1-9][0-9]{0,17})")
FORMATS = {
    "atom": (atom.atom_feed, atom.CONTENT_TYPE),
    "json": (json_feed.json_feed, json_feed.CONTENT_TYPE),
}


@require_safe
def site_feed(request: HttpRequest, extension: str) -> HttpResponse:
    """The newest posts of all themes."""
    return _newest_posts_feed(request, extension, Feed("Collective Brain", "/", {}))


@require_safe
def theme_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.visible_to(AnonymousUser()), slug=slug)
    feed = Feed(theme.name, theme.get_absolute_url(), {"topic__theme": theme.pk})
    return _newest_posts_feed(request, extension, feed)


@require_safe
def member_feed(request: HttpRequest, handle: str, extension: str) -> HttpResponse:
    """The newest posts of a member. A closed account has no feed."""
    member = get_object_or_404(Member.objects.with_handle(handle), closed_at=None)
    feed = Feed(member.get_full_name(), member.get_absolute_url(), {"author": member.pk})
    return _newest_posts_feed(request, extension, feed)


@require_safe
def community_feed(request: HttpRequest, community: str, extension: str) -> HttpResponse:
    """The newest posts of the members of a community."""
    if community not in Community.values:
        raise Http404
    title = f"Collective Brain · {Community(community).label}"
    page_url = f"{reverse('pages:directory')}?community={community}"
    feed = Feed(title, page_url, {"author__community": community})
    return _newest_posts_feed(request, extension, feed)


@require_safe
def topic_feed(request: HttpRequest, topic_id: int, extension: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(AnonymousUser()), pk=topic_id)
    feed = Feed(topic.title, topic.get_absolute_url(), {"topic": topic.pk})
    return _feed(
        request,
        extension,
        feed,
        version=topic.last_mark,
        current_version=partial(current_page_version, topic.pk),
    )


def _newest_posts_feed(request: HttpRequest, extension: str, feed: Feed) -> HttpResponse:
    return _feed(
        request,
        extension,
        feed,
        current_version=partial(feeds.version, feed.where),
    )


def _feed(request: HttpRequest, extension: str, feed: Feed, **versions: Any) -> HttpResponse:
    """versions: of the feed, as cached_page takes them. Pages with older posts are not cached."""
    query = request.META.get("QUERY_STRING", "")
    cursor = _BEFORE.fullmatch(query)
    if cursor:
        return _feed_page(request, extension, feed, before=int(cursor[1]))
    if query:  # one address for each feed, so that it is cached once
        return redirect(request.path)
    return cached_page(
        request,
        **versions,
        shows_last_modified=True,
        render=lambda: _feed_page(request, extension, feed, before=0),
    )


def _feed_page(request: HttpRequest, extension: str, feed: Feed, *, before: int) -> HttpResponse:
    page = feeds.newest_posts(feed.where, before)
    url = absolute_url(request, request.path)
    contents = FeedContents(
        title=feed.title,
        url=url,
        page_url=absolute_url(request, feed.page_url),
        shown_url=f"{url}?before={before}" if before else url,
        next_url=f"{url}?before={page.next_before}" if page.next_before else "",
        entries=entries_of(request, page.posts),
    )
    return feed_response(contents, extension)


def feed_response(contents: FeedContents, extension: str) -> HttpResponse:
    """Search engines read it, and do not list it."""
    write, content_type = FORMATS[extension]
    response = HttpResponse(write(contents), content_type=content_type)
    response["X-Robots-Tag"] = "noindex"
    return response
