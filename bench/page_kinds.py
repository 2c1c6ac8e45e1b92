"""List one page of each kind on a site: `python -m bench.page_kinds` prints JSON for bench.pages.

It runs in its own process, because a process has the settings of only one site.
"""

import json
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import django

django.setup()

from django.core.cache import caches
from django.core.signals import request_started
from django.db import connection, reset_queries
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from forum.chat.models import Room
from forum.following.models import ReadPosition
from forum.topics.models import Post, Topic

HOST = {"host": "localhost"}


def main() -> None:
    member = Client(headers=HOST)
    member.force_login(_member_who_follows_most())
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in member.cookies.items())
    kinds = [
        {
            "page": name,
            "state": state,
            "reader": reader,
            "address": address,
            "headers": headers,
            "queries": _count_queries(client, address, state),
        }
        for reader, client, headers in (
            ("visitor", Client(headers=HOST), {}),
            ("member", member, {"Cookie": cookie}),
        )
        for name, state, address in _pages(reader)
    ]
    print(json.dumps({"posts": Post.objects.count(), "topic": _largest_topic().pk, "kinds": kinds}))


def _largest_topic() -> Topic:
    return Topic.objects.select_related("theme").order_by("-last_number")[0]


def _pages(reader: str) -> list[tuple[str, str, str]]:
    """Return (name, state of the browser's copy and of the cache, address) of each page.

    The state is "unchanged" if the browser has the page already, "rebuilt" if the topic changes
    before each request, and otherwise "". The topic and the room are the largest ones.
    """
    topic = _largest_topic()
    room = Room.objects.order_by("-last_number")[0]
    author = Post.objects.select_related("author").order_by("-pk")[0].author
    pages = [
        ("home", "", reverse("pages:home")),
        ("themes", "", reverse("themes:list")),
        ("theme", "", topic.theme.get_absolute_url()),
        ("topic, first page", "", topic.get_absolute_url()),
        ("topic, middle", "", topic.page_url((topic.last_page + 1) // 2)),
        ("topic, last page", "", topic.page_url(topic.last_page)),
        ("member's page", "", author.get_absolute_url()),
        ("room", "", room.get_absolute_url()),
        ("search, one word", "", f"{reverse('search:search')}?q={quote(topic.title.split()[-1])}"),
        (
            "catch-up",
            "",
            f"{reverse('live:catch_up', args=[topic.stream_name])}?since={topic.last_mark - 20}",
        ),
    ]
    if reader == "visitor":
        return [
            *pages,
            ("topic, unchanged", "unchanged", topic.get_absolute_url()),
            ("topic, rebuilt", "rebuilt", topic.get_absolute_url()),
        ]
    return [
        *pages,
        ("following", "", reverse("following:list")),
        ("notifications", "", reverse("notifications:list")),
    ]


def _member_who_follows_most() -> Member:
    follows = ReadPosition.objects.values("member").annotate(count=Count("pk")).order_by("-count")
    most = follows.first()
    return Member.objects.get(pk=most["member"]) if most else Member.objects.earliest("pk")


def _count_queries(client: Client, address: str, state: str) -> int:
    """Count the queries of the second request for the page."""
    client.get(address)
    if state == "rebuilt":
        caches["pages"].clear()
    with _recording_all_queries():
        client.get(address)
        return len(connection.queries_log)


@contextmanager
def _recording_all_queries() -> Any:
    """Record queries over several requests. Django clears the record when a request begins."""
    request_started.disconnect(reset_queries)
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    try:
        yield
    finally:
        connection.force_debug_cursor = False
        request_started.connect(reset_queries)


if __name__ == "__main__":
    main()
