"""Measure what a reply costs: `python -m bench.writes [--database URL] [--seconds 5] [--json]`.

--database names a site made by `manage.py create_large_site`. Without it, the bench makes a site of
100,000 posts in an SQLite file. Replies go through the action that the form calls: lock, number,
rules, HTML, event, and the listeners that run at once. The bench prints three tables:
- one writer, in the largest topic with 1,000 watchers and in the smallest topic without watchers
- the listeners that the worker runs for such a reply
- many writers, beside as many who only insert a row of the same size in its own transaction
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.gunicorn_server import site_environment
from bench.listeners import run_to_end
from bench.pages import create_site_database
from bench.report import Row, print_report

WATCHERS = 1_000
REPLIES_OF_ONE_WRITER = 200
TEXT = (
    "We share the tools and the costs, and *decide together* what the union buys next season."
    "\n\n- seeds\n- a pump"
)
INSERT_BARE_ROW = (
    "INSERT INTO bench_bare (topic_id, number, changed, nonce, author_id, source, html, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
CREATE_BARE_TABLE = (
    "CREATE TABLE bench_bare (topic_id bigint, number integer, changed integer, nonce varchar(36),"
    " author_id bigint, source text, html text, created_at varchar(40))"
)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or create_site_database("large", Path(folder))
        os.environ |= site_environment(database) | {"DATABASE_POOL": "64"}
        import django

        django.setup()
        from django.db import connection

        connection.close()
        print_report("One writer", _measure_one_writer(), as_json=options.json)
        print_report(
            f"The worker, for a reply with {WATCHERS:,} watchers",
            _measure_listeners(),
            as_json=options.json,
        )
        print_report("Many writers", _measure_many_writers(options.seconds), as_json=options.json)


# --- one writer ---


def _measure_one_writer() -> list[Row]:
    from forum.topics.models import Topic

    largest = Topic.objects.order_by("-last_number")[0]
    smallest = Topic.objects.filter(closed_at=None, hidden_at=None).order_by("last_number")[0]
    _let_members_watch(largest)
    return [
        _time_replies(topic, watchers) for topic, watchers in ((smallest, 0), (largest, WATCHERS))
    ]


def _time_replies(topic: Any, watchers: int) -> Row:
    author, posts, milliseconds = load_writers(1)[0], topic.last_number, []
    reply(topic, author)
    queries = _count_queries(lambda: reply(topic, author))
    for _ in range(REPLIES_OF_ONE_WRITER):
        started = time.perf_counter()
        reply(topic, author)
        milliseconds.append(1000 * (time.perf_counter() - started))
    return {
        "posts in the topic": posts,
        "watchers": watchers,
        "queries": queries,
        "p50 ms": round(statistics.median(milliseconds), 2),
        "p99 ms": round(statistics.quantiles(milliseconds, n=100)[-1], 2),
    }


def _measure_listeners() -> list[Row]:
    """Measure each listener that the worker calls for a reply."""
    from forum.event_listeners import LISTENERS
    from forum.topics.events import PostPublished
    from forum.topics.models import Topic

    author = load_writers(1)[0]
    post = reply(Topic.objects.order_by("-last_number")[0], author)
    event, rows = PostPublished(post.pk, by=author.pk), []
    for listener in LISTENERS[PostPublished].by_worker:
        started = time.perf_counter()
        queries = _count_queries(partial(run_to_end, listener, event))
        milliseconds = 1000 * (time.perf_counter() - started)
        rows.append(
            {"listener": listener.__name__, "queries": queries, "ms": round(milliseconds, 1)}
        )
    return rows


# --- many writers ---


def _measure_many_writers(seconds: float) -> list[Row]:
    from django.db import connection

    from forum.topics.models import Topic

    topics = list(
        Topic.objects.filter(closed_at=None, hidden_at=None).order_by("-last_number")[:200]
    )
    members = load_writers(200)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_bare")
        cursor.execute(CREATE_BARE_TABLE)
    connection.close()
    rows = []
    for name, count, chosen_topics in (
        ("50 in one topic", 50, topics[:1]),
        ("200, spread out", 200, topics),
    ):
        pairs = [
            (chosen_topics[turn % len(chosen_topics)], members[turn % len(members)])
            for turn in range(count)
        ]
        posts = _measure_rate([lambda pair=pair: reply(*pair) for pair in pairs], seconds)  # type: ignore[misc]
        bare = _measure_rate([lambda pair=pair: _insert_bare_row(*pair) for pair in pairs], seconds)  # type: ignore[misc]
        rows.append(
            {
                "writers": name,
                "posts a second": round(posts),
                "bare inserts a second": round(bare),
                "share, %": round(100 * posts / bare, 1),
            }
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_bare")
    return rows


def _measure_rate(acts: list[Callable[[], Any]], seconds: float) -> float:
    """Repeat each of `acts` in its own thread and return how many acts ran in a second."""
    from django.db import connection

    counts, barrier, ends = [0] * len(acts), threading.Barrier(len(acts)), 0.0

    def repeat(index: int) -> None:
        nonlocal ends
        barrier.wait()
        ends = ends or time.monotonic() + seconds
        while time.monotonic() < ends:
            acts[index]()
            counts[index] += 1
            connection.close()  # as Django does at the end of a request

    threads = [threading.Thread(target=repeat, args=[index]) for index in range(len(acts))]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - started)


def reply(topic: Any, author: Any) -> Any:
    from forum.topics import actions

    return actions.reply(topic, author, source=TEXT, language="en", nonce=uuid.uuid4())


def _insert_bare_row(topic: Any, author: Any) -> None:
    from django.db import connection

    now = time.strftime("%Y-%m-%d %H:%M:%S")
    row = [topic.pk, 1, 1, str(uuid.uuid4()), author.pk, TEXT, f"<p>{TEXT}</p>", now]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_BARE_ROW, row)


# --- members and queries ---


def load_writers(count: int) -> list[Any]:
    from accounts.models import Member

    return list(
        Member.objects.filter(is_active=True, closed_at=None, silenced_until=None).order_by("-pk")[
            :count
        ]
    )


def _let_members_watch(topic: Any) -> None:
    from accounts.models import Member
    from forum.following.levels import Level, Reason
    from forum.following.models import ReadPosition

    members = Member.objects.filter(closed_at=None).order_by("pk")[:WATCHERS]
    chosen = {"level": Level.WATCHING, "reason": Reason.CHOSEN}
    ReadPosition.objects.bulk_create(
        [ReadPosition(topic=topic, member=member, read=0, **chosen) for member in members],
        update_conflicts=True,
        unique_fields=["member", "topic"],
        update_fields=["level", "reason"],
    )


def _count_queries(act: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="", help="DATABASE_URL of a site")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of many writers")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
