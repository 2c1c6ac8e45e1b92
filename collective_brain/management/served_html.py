"""The checks of cached HTML: what the site serves, compared with a fresh rendering of the rows.

Each serving process has cached pages and fragments of its own (decision 24), which this process
cannot see. So it reads pages as a visitor does. Only the newest rows are compared: a cache drops
what is older than a day.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from collective_brain.caching.fragments import Fragment
from collective_brain.doctor import Problem, RowCheck
from collective_brain.observability import public_page
from forum.chat.actions import messages
from forum.chat.fragments import MESSAGE
from forum.chat.models import MESSAGES_PER_PAGE, Message
from forum.contributions.actions import ContributionActions
from forum.contributions.html_checks import rerender_each
from forum.topics.actions import posts
from forum.topics.fragments import POST
from forum.topics.models import Post

NEWEST = 100  # posts, and messages
REQUESTS = 4  # of a page at the same time, so that several serving processes answer


def served_html_checks() -> list[RowCheck]:
    return [
        _check(
            posts,
            Post.objects.with_answered_name().select_related("author", "topic__theme"),
            POST,
            _page_of_post,
        ),
        _check(
            messages,
            Message.objects.select_related("author", "answered", "room__theme", "room__topic"),
            MESSAGE,
            _page_of_message,
        ),
    ]


def _check(
    actions: ContributionActions,
    rows: "QuerySet[Any]",
    fragment: Fragment,
    page_of: Callable[[Any], str],
) -> RowCheck:
    return RowCheck(
        f"served-{fragment.variable}s",
        rows=partial(_newest, rows),
        find=partial(_find_old_html, fragment, page_of),
        repair=rerender_each(actions),
        repair_sentence="renders it again with a new change mark, which no cache has",
        is_eventual=True,
    )


def _newest(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    newest = rows.order_by("-pk").values_list("pk", flat=True)[:NEWEST]
    return rows.filter(pk__in=list(newest))


def _page_of_post(post: Post) -> str:
    return post.topic.page_url(post.page)


def _page_of_message(message: Message) -> str:
    pages = -(-message.number // MESSAGES_PER_PAGE)
    return f"{message.room.get_absolute_url()}?upto={pages * MESSAGES_PER_PAGE}"


def _find_old_html(
    fragment: Fragment, page_of: Callable[[Any], str], rows: "QuerySet[Any]"
) -> Iterator[Problem]:
    """Nothing while the site does not answer: the check of the public page says so."""
    rows_by_page: dict[str, list[Any]] = {}
    for row in rows:
        rows_by_page.setdefault(page_of(row), []).append(row)
    for page, shown in rows_by_page.items():
        try:
            answers = _read(page)
        except (OSError, HTTPException):
            return
        for row in shown:
            html = _render(fragment, row)
            if any(html not in answer for answer in answers):
                name = f"{fragment.variable} {row.conversation_id}/{row.number}"
                yield Problem(row.pk, f"The site serves old HTML of {name}", row.changed)


def _read(page: str) -> list[str]:
    """What a visitor gets. Nothing if visitors may not see the page."""
    with ThreadPoolExecutor(REQUESTS) as threads:
        return [body for body in threads.map(public_page.read, [page] * REQUESTS) if body]


def _render(fragment: Fragment, row: Any) -> str:
    with translation.override("en"), timezone.override(None):
        return render_to_string(fragment.template, {fragment.variable: row})
