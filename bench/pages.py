"""Measure each kind of page, on a small and on a large site: `python -m bench.pages [--json]`.

--small and --large name the databases of two sites made by `manage.py create_large_site`. Without
them, the bench makes two sites in SQLite files. gunicorn serves each site with one process, and
the bare view of bench/bare_view.py with another. One client requests a page and the bare view in
turn, over connections that stay open. The columns are:
- the queries on both sites, and the kB as sent
- the responses a second on the large site, and their share of those of the bare view
- the median and the 99th percentile in milliseconds
- how much longer the large site takes than the small one
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

# Posts (and as many messages), topics, members.
SIZES = {
    "small": (2_000, 100, 100),
    "large": (100_000, 2_000, 5_000),
}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            _measure_site(
                getattr(options, size) or create_site_database(size, Path(folder)), options.seconds
            )
            for size in SIZES
        )
    rows = [_row(*pair) for pair in zip(small["rows"], large["rows"], strict=True)]
    print_report(
        "Pages", rows, as_json=options.json, posts=f"{small['posts']} and {large['posts']}"
    )


def _row(small: Row, large: Row) -> Row:
    timings = large["timings"]
    return {
        "page": large["page"],
        "reader": large["reader"],
        "queries": f"{small['queries']} {large['queries']}",
        "kB": round(large["bytes"] / 1000, 1),
        "a second": round(timings.per_second),
        "of bare, %": round(100 * timings.share_of_bare, 1),
        "p50 ms": round(timings.p50, 2),
        "p99 ms": round(timings.p99, 2),
        "large/small": round(small["timings"].share_of_bare / timings.share_of_bare, 2),
    }


def create_site_database(size: str, folder: Path) -> str:
    """Create a site of SIZES[size] in an SQLite file and return the path of the file."""
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
            stdout=subprocess.DEVNULL,
        )
    return database


def load_page_kinds(database: str) -> dict[str, Any]:
    """Return what bench.page_kinds prints for the site."""
    command = [sys.executable, "-m", "bench.page_kinds"]
    done = subprocess.run(
        command, env=site_environment(database), check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measure_site(database: str, seconds: float) -> dict[str, Any]:
    env, site = site_environment(database), load_page_kinds(database)
    with ExitStack() as stack:
        pages = stack.enter_context(run_gunicorn("collective_brain.wsgi:application", env))
        bare = stack.enter_context(
            run_gunicorn("bench.bare_view:application", {"PATH": os.environ["PATH"]})
        )
        change_topic = stack.enter_context(topic_changer(database, site["topic"]))
        rows = [_time_page(pages, bare, kind, seconds, change_topic) for kind in site["kinds"]]
    return {"posts": site["posts"], "rows": rows}


@contextmanager
def topic_changer(database: str, topic: int) -> Iterator[Callable[[], object]]:
    """Yield a function that changes the topic as an action does, so that its page is rebuilt.

    The topic is as before at the end.
    """
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
    change_topic: Callable[[], object],
) -> Row:
    """Time a page after three requests. kind: as bench.page_kinds prints it."""
    headers = {"Accept-Encoding": "gzip", **kind["headers"]}
    for _ in range(3):
        status, response_headers, body = pages.get(kind["address"], **headers)
    assert status == 200, (kind, status)
    expected_status = 200
    if kind["state"] == "unchanged":
        expected_status = 304
        headers |= {
            "If-None-Match": response_headers["etag"],
            "Cookie": _first_cookie(response_headers),
        }
        status, response_headers, body = pages.get(kind["address"], **headers)
        assert status == 304, (kind, status)

    def request_page() -> None:
        status, _headers, _body = pages.get(kind["address"], **headers)
        assert status == expected_status, (kind, status)

    prepare = change_topic if kind["state"] == "rebuilt" else lambda: None
    return kind | {
        "bytes": len(body),
        "timings": time_in_turn(
            request_page, lambda: bare.get(BARE_PATH), seconds=seconds, prepare=prepare
        ),
    }


def _first_cookie(headers: dict[str, str]) -> str:
    return headers.get("set-cookie", "").partition(";")[0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", default="", help="DATABASE_URL of a small site")
    parser.add_argument("--large", default="", help="DATABASE_URL of a large site")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each page and reader")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
