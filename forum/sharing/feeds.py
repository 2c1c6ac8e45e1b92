"""Which posts a feed contains: the newest ones of the site, a theme, a topic, a member or a
community. atom.py and json_feed.py write them.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from forum.sharing.feed_entries import MAX_CONTENT
from forum.topics.models import Post

POSTS_SHOWN = 20
# Keys of posts that one page of a feed without an index looks through.
WINDOW = 5_000


@dataclass(frozen=True)
class Feed:
    """page_url: of the page that shows the same posts. where: the lookups of these posts."""

    title: str
    page_url: str
    where: dict[str, Any]


class FeedPage(NamedTuple):
    """next_before: the cursor of the page with older posts; 0 if there is none."""

    posts: list[Post]
    next_before: int


def newest_posts(where: dict[str, Any], before: int = 0) -> FeedPage:
    """The posts that everybody may read and that match `where`, newest first.

    before: the key of a post, or its number in the feed of a topic; 0 for the newest posts.
    """
    order = _order(where)
    posts, window_start = _posts_before(where, before)
    shown = posts.with_body(first=MAX_CONTENT + 1).select_related("author", "topic__theme")  # type: ignore[attr-defined]
    rows = list(shown.order_by(f"-{order}")[: POSTS_SHOWN + 1])
    if len(rows) > POSTS_SHOWN:
        return FeedPage(rows[:POSTS_SHOWN], getattr(rows[POSTS_SHOWN - 1], order))
    return FeedPage(rows, max(0, window_start))


def version(where: dict[str, Any]) -> list[tuple[int, ...]]:
    """A value that changes with every change of the newest posts and of their topics."""
    posts, _window_start = _posts_before(where, 0)
    newest = posts.order_by("-pk")[: POSTS_SHOWN + 1]
    return list(newest.values_list("pk", "changed", "topic__last_mark"))


def _order(where: dict[str, Any]) -> str:
    return "number" if "topic" in where else "pk"  # as the indexes of posts


def _posts_before(where: dict[str, Any], before: int) -> "tuple[QuerySet[Post], int]":
    """The posts, and where the window ends in which they are looked for; 0 without a window."""
    posts = Post.objects.public().filter(**where)
    if "author__community" in where:
        end = before or _newest_key() + 1
        return posts.filter(pk__range=(end - WINDOW, end - 1)), end - WINDOW
    return posts.filter(**{f"{_order(where)}__lt": before}) if before else posts, 0


def _newest_key() -> int:
    return Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
