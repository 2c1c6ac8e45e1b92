"""The kinds of pages of one site, in its own Python: `python -m bench.page_kinds` prints JSON for bench.pages."""

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
            "how": how,
            "reader": reader,
            "address": address,
            "headers": headers,
            "queries": _count_queries(client, address, how),
        }
        for reader, client, headers in (
            ("visitor", Client(headers=HOST), {}),
            ("member", member, {"Cookie": cookie}),
        )
        for name, how, address in _pages(reader)
    ]
    print(json.dumps({"posts": Post.objects.count(), "topic": _largest_topic().pk, "kinds": kinds}))


def _largest_topic() -> Topic:
    return Topic.objects.select_related("theme").order_by("-last_number")[0]


def _pages(reader: str) -> list[tuple[str, str, str]]:
    """(name, how it is asked for, address); topic and room are the largest there are."""
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
            ("topic, made anew", "anew", topic.get_absolute_url()),
        ]
    return [
        *pages,
        ("following", "", reverse("following:list")),
        ("notifications", "", reverse("notifications:list")),
    ]


def _member_who_follows_most() -> Member:
    """Who follows most topics."""
    most = (
        ReadPosition.objects.values("member").annotate(count=Count("pk")).order_by("-count").first()
    )
    return Member.objects.get(pk=most["member"]) if most else Member.objects.earliest("pk")


def _count_queries(client: Client, address: str, how: str) -> int:
    """Of the page, once it is warm."""
    client.get(address)
    if how == "anew":
        caches["pages"].clear()
    with _recording_all_queries():
        client.get(address)
        return len(connection.queries_log)


@contextmanager
def _recording_all_queries() -> Any:
    """Django forgets them when the next request begins."""
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
