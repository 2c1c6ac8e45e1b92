"""Atom feeds of the newest posts of the site, a theme, a topic or a member (RFC 4287)."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator

from forum.markup import with_absolute_links
from forum.sharing.absolute_urls import absolute_url
from forum.topics.models import Post

POSTS_SHOWN = 20
MAX_CONTENT = 10_000  # characters of HTML; of a longer post the feed contains the beginning
SUMMARY_LENGTH = 1_000  # characters of text of such a post
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def newest_posts(where: dict[str, int]) -> "QuerySet[Post]":
    """The posts that everybody may read and that match `where`, newest first."""
    order = "-number" if "topic" in where else "-pk"  # as the indexes of posts
    posts = Post.objects.public().with_body(first=MAX_CONTENT + 1).filter(**where)
    return posts.select_related("author", "topic").order_by(order)[:POSTS_SHOWN]


def version(where: dict[str, int]) -> list[tuple[int, ...]]:
    """A value that changes with every change of these posts and of their topics."""
    newest = Post.objects.public().filter(**where).order_by("-pk")[:POSTS_SHOWN]
    return list(newest.values_list("pk", "changed", "topic__last_mark"))


class AtomFeed(Atom1Feed):
    """Atom1Feed with the whole text of each entry and its language."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content"]:
            attributes = {"type": "html", "xml:lang": item["language"]}
            handler.addQuickElement("content", item["content"], attributes)


def atom_feed(request: HttpRequest, *, title: str, page_url: str, posts: Iterable[Post]) -> str:
    """title: of the feed. page_url: of the page that shows the same posts."""
    url = absolute_url(request, request.path)
    feed = AtomFeed(
        title=_xml_text(title),
        link=absolute_url(request, page_url),
        description="",
        feed_url=url,
        feed_guid=url,
    )
    for post in posts:
        _add_entry(feed, request, post)
    return str(feed.writeString("utf-8"))


def _add_entry(feed: AtomFeed, request: HttpRequest, post: Post) -> None:
    url = absolute_url(request, post.get_absolute_url())
    is_whole = len(post.body) <= MAX_CONTENT
    profile_url = post.author.get_absolute_url()
    feed.add_item(
        title=_xml_text(f"{post.topic.title} · #{post.number}"),
        link=url,
        unique_id=url,
        description=None if is_whole else escape(_beginning(post)),  # type: ignore[arg-type]
        content=_content(request, post) if is_whole else "",
        language=post.language,
        author_name=_xml_text(post.author.get_full_name()),
        author_link=absolute_url(request, profile_url) if profile_url else None,
        pubdate=post.created_at,
        updateddate=post.edited_at or post.created_at,
    )


def _beginning(post: Post) -> str:
    return _xml_text(Truncator(post.text).chars(SUMMARY_LENGTH))


def _content(request: HttpRequest, post: Post) -> str:
    """The sanitized HTML with absolute addresses: feed readers do not know ours."""
    site = absolute_url(request, "/").removesuffix("/")
    page = absolute_url(request, post.get_absolute_url())
    return _xml_text(with_absolute_links(post.body, site=site, page=page))


def _xml_text(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
