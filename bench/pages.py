"""What each kind of page costs, on a small site and on a large one: `python -m bench.pages [--json]`.

--small and --large name the databases of two sites made by `manage.py create_large_site`; without them two are made in SQLite files.
Gunicorn serves each with one process, and beside it the bare view of bench/bare_view.py; one client asks, over a connection
that stays open, for a page and for the bare view in turn. Columns: queries on both sites; kB as sent; answers a second on
the large site, and their share of the bare view's; milliseconds; how much longer the large site takes than the small one.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.gunicorn_server import (
    BARE_PATH,
    GunicornServer,
    run_gunicorn,
    site_environment,
    time_in_turn,
)
from bench.report import Row, print_report

SIZES = {
    "small": (2_000, 100, 100),
    "large": (100_000, 2_000, 5_000),
}  # posts and messages, topics, members


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            _measure_site(
                getattr(options, size) or create_site_database(size, Path(folder)), options.seconds
            )
            for size in SIZES
        )
    rows = [_row(here, there) for here, there in zip(small["rows"], large["rows"], strict=True)]
    print_report(
        "Pages", rows, as_json=options.json, posts=f"{small['posts']} and {large['posts']}"
    )


def _row(small: Row, large: Row) -> Row:
    timed = large["timed"]
    return {
        "page": large["page"],
        "reader": large["reader"],
        "queries": f"{small['queries']} {large['queries']}",
        "kB": round(large["bytes"] / 1000, 1),
        "a second": round(timed.per_second),
        "of bare, %": round(100 * timed.share, 1),
        "p50 ms": round(timed.p50, 2),
        "p99 ms": round(timed.p99, 2),
        "large/small": round(small["timed"].share / timed.share, 2),
    }


def create_site_database(size: str, folder: Path) -> str:
    """The path of an SQLite file with a new site of SIZES[size]."""
    database = str(folder / f"{size}.sqlite3")
    posts, topics, members = SIZES[size]
    sizes = {"posts": posts, "messages": posts, "topics": topics, "members": members}
    for command in (
        ["migrate", "--verbosity", "0"],
        ["create_large_site", *[f"--{name}={n}" for name, n in sizes.items()]],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            env=site_environment(database),
            check=True,
            stdout=-3,
        )
    return database


def load_page_kinds(database: str) -> dict[str, Any]:
    """What bench.page_kinds prints of it."""
    command = [sys.executable, "-m", "bench.page_kinds"]
    asked = subprocess.run(
        command, env=site_environment(database), check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(asked.stdout.splitlines()[-1]))


def _measure_site(database: str, seconds: float) -> dict[str, Any]:
    env, site = site_environment(database), load_page_kinds(database)
    with ExitStack() as stack:
        pages = stack.enter_context(run_gunicorn("collective_brain.wsgi:application", env))
        bare = stack.enter_context(
            run_gunicorn("bench.bare_view:application", {"PATH": os.environ["PATH"]})
        )
        mark = stack.enter_context(topic_changer(database, site["topic"]))
        rows = [_time_page(pages, bare, kind, seconds, mark) for kind in site["kinds"]]
    return {"posts": site["posts"], "rows": rows}


@contextmanager
def topic_changer(database: str, topic: int) -> Iterator[Callable[[], object]]:
    """What changes the topic as an action does it, so that its page must be made anew; at the end it is as before."""
    connection: Any = (
        psycopg.connect(database, autocommit=True)
        if "://" in database
        else sqlite3.connect(database, isolation_level=None)
    )
    with closing(connection):
        (mark,) = connection.execute(
            f"SELECT last_mark FROM topics_topic WHERE id = {topic}"
        ).fetchone()
        yield lambda: connection.execute(
            f"UPDATE topics_topic SET last_mark = last_mark + 1 WHERE id = {topic}"
        )
        connection.execute(f"UPDATE topics_topic SET last_mark = {mark} WHERE id = {topic}")


def _time_page(
    pages: GunicornServer,
    bare: GunicornServer,
    kind: Row,
    seconds: float,
    change: Callable[[], object],
) -> Row:
    """The page, once it is warm. kind: as bench.page_kinds prints it. change: changes the topic."""
    headers = {"Accept-Encoding": "gzip", **kind["headers"]}
    for _again in range(3):
        status, given, body = pages.get(kind["address"], **headers)
    assert status == 200, (kind, status)
    wanted = 200
    if kind["how"] == "unchanged":
        headers, wanted = (
            headers | {"If-None-Match": given["etag"], "Cookie": _first_cookie(given)},
            304,
        )
        status, given, body = pages.get(kind["address"], **headers)
        assert status == 304, (kind, status)

    def ask() -> None:
        status, _given, _body = pages.get(kind["address"], **headers)
        assert status == wanted, (kind, status)

    before = change if kind["how"] == "anew" else lambda: None
    return kind | {
        "bytes": len(body),
        "timed": time_in_turn(ask, lambda: bare.get(BARE_PATH), seconds=seconds, before=before),
    }


def _first_cookie(given: dict[str, str]) -> str:
    return given.get("set-cookie", "").partition(";")[0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", default="", help="DATABASE_URL of a small site")
    parser.add_argument("--large", default="", help="DATABASE_URL of a large one")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each page and reader")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
