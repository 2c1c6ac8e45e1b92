"""What a feed says about one post, in every format."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.text import Truncator

from forum.markup import with_absolute_links, without_pictures
from forum.sharing.absolute_urls import absolute_url
from forum.topics.models import Post

MAX_CONTENT = 10_000  # characters of HTML; of a longer post the feed contains the beginning
SUMMARY_LENGTH = 1_000  # characters of text of such a post
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedEntry(NamedTuple):
    """html: the whole text, or "" for a long post. beginning: of a long post, or "".

    tags: the theme; also "answered" for the first post of a question with an accepted answer.
    """

    title: str
    url: str
    html: str
    beginning: str
    language: str
    tags: list[str]
    author_name: str
    author_url: str
    published: datetime
    updated: datetime


class FeedContents(NamedTuple):
    """url: of the feed. page_url: of the page that shows the same posts.

    shown_url: of this page of the feed. next_url: of the page with older posts, or "".
    """

    title: str
    url: str
    page_url: str
    shown_url: str
    next_url: str
    entries: list[FeedEntry]


def entries_of(request: HttpRequest, posts: Iterable[Post]) -> list[FeedEntry]:
    return [_entry(request, post) for post in posts]


def plain_text(text: str) -> str:
    """`text` without the characters that XML does not allow."""
    return _NOT_IN_XML.sub("", text)


def _entry(request: HttpRequest, post: Post) -> FeedEntry:
    is_whole = len(post.body) <= MAX_CONTENT
    is_answered = post.number == 1 and post.topic.accepted_number is not None
    profile_url = post.author.get_absolute_url()
    return FeedEntry(
        title=plain_text(f"{post.topic.title} · #{post.number}"),
        url=absolute_url(request, post.get_absolute_url()),
        html=_html(request, post) if is_whole else "",
        beginning="" if is_whole else plain_text(Truncator(post.text).chars(SUMMARY_LENGTH)),
        language=post.language,
        tags=[plain_text(post.topic.theme.name), *(["answered"] if is_answered else [])],
        author_name=plain_text(post.author.get_full_name()),
        author_url=absolute_url(request, profile_url) if profile_url else "",
        published=post.created_at,
        updated=post.edited_at or post.created_at,
    )


def _html(request: HttpRequest, post: Post) -> str:
    """The sanitized HTML with absolute addresses: feed readers do not know ours."""
    site = absolute_url(request, "/").removesuffix("/")
    page = absolute_url(request, post.get_absolute_url())
    return plain_text(with_absolute_links(without_pictures(post.body), site=site, page=page))
