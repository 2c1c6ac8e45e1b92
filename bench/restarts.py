"""`python -m bench.restarts [--tabs 500] [--writers 20] [--json]`: a release, and a crash.

The site is that of `make scale`: nginx with TLS, two servers each of pages and of sockets, and two
workers. Members write and a visitor loads pages while every part restarts in turn, as
deploy/README.md describes. Then one socket server is killed. A row of the result has these columns:
- how many writes were acknowledged, and how many of them are not stored exactly once
- how many requests failed: refused texts, texts without an answer, and failed pages
- how many tabs were cut, and after how many seconds they were back (median and worst)
- the longest answer to the visitor
The command fails when a request fails, a text is lost, or a tab is away for more than 10 seconds.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import Any

from bench.report import print_report
from bench.served.clients import sign_in
from bench.served.many_tabs import ManyTabs
from bench.served.production import ProductionSite
from bench.served.sites import wait_until
from bench.served.visitor import Visitor
from deploy import scale

BACK_WITHIN = 10  # seconds
OPEN_WITHIN = 60  # seconds, for all tabs at once
WRITE_FOR = 1.5  # seconds before and after each restart
PAUSE = 0.5  # seconds between two texts of a writer
TABS_OF_A_MEMBER = 10
SETTINGS = "bench.drills.drill_app.settings"

COUNT_STORED = """
from forum.topics.models import Post
print(*Post.objects.filter(topic__in={topics}, number__gt=1).values_list("nonce", flat=True))
"""

Row = dict[str, Any]


class People(AbstractContextManager["People"]):
    """Writers in a topic each, a visitor, and tabs that show these topics."""

    def __init__(self, site: ProductionSite, *, tabs: int, writers: int) -> None:
        self.site = site
        self.writers = sign_in(site, *[{}] * writers)
        self.topics = [writer.start_topic() for writer in self.writers]
        readers = sign_in(site, *[{}] * max(1, tabs // 2 // TABS_OF_A_MEMBER))
        sessions = [reader.session for reader in readers]
        streams = [f"topic:{topic}" for topic in self.topics]
        # One half of the tabs is of visitors.
        self.tabs = ManyTabs(site, tabs, streams, [*sessions, *[""] * len(sessions)])
        self.visitor = Visitor(site.port, "/", f"/topics/{self.topics[0]}/", tls=site.tls)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=writer.send_until,
                args=[self._stop, [f"/topics/{topic}/reply/"], PAUSE],
                daemon=True,
            )
            for writer, topic in zip(self.writers, self.topics, strict=True)
        ]

    def __enter__(self) -> "People":
        self.tabs.__enter__()
        self.wait_for_all_tabs(OPEN_WITHIN)
        for thread in self._threads:
            thread.start()
        self.visitor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.visitor.stop()
        self.tabs.__exit__()

    def wait_for_all_tabs(self, within: float = OPEN_WITHIN) -> None:
        wait_until(lambda: self.tabs.open_tabs == self.tabs.count, within)

    def row(self, name: str) -> Row:
        """Compare what the writers know with the database, after everybody has stopped."""
        acknowledged = [nonce for writer in self.writers for nonce in writer.acknowledged]
        stored = self.site.shell(COUNT_STORED.format(topics=self.topics)).split()
        away = self.tabs.seconds_away
        return {
            "restart": name,
            "tabs": self.tabs.count,
            "writers": len(self.writers),
            "acknowledged": len(acknowledged),
            "not_stored_once": sum(stored.count(nonce) != 1 for nonce in acknowledged),
            "failed_requests": self.visitor.refused
            + sum(len(writer.refused) + writer.unanswered for writer in self.writers),
            "cut_tabs": len(away),
            "back_median_s": round(median(away), 1) if away else "",
            "back_worst_s": round(max(away), 1) if away else "",
            "longest_ms": round(max(self.visitor.milliseconds)),
        }


def restart_everything(site: ProductionSite, people: People) -> None:
    """Restart every part in the order of deploy/README.md."""
    for place in range(scale.PAGE_SERVERS):
        site.end(f"pages-{place}")
        site.start_pages(place)
    for place in range(scale.SOCKET_SERVERS):
        site.end(f"sockets-{place}")
        site.start_sockets(place)
        people.wait_for_all_tabs()
    for place in range(scale.WORKERS):
        site.end(f"worker-{place}")
        site.start_python(f"worker-{place}", "manage.py", "work")


def kill_one_socket_server(site: ProductionSite, people: People) -> None:
    """kill -9. systemd starts it again one second later (RestartSec=1)."""
    site.end("sockets-0", signal.SIGKILL)
    time.sleep(1)
    site.start_sockets(0)
    people.wait_for_all_tabs()


RESTARTS: dict[str, Callable[[ProductionSite, People], None]] = {
    "rolling restart": restart_everything,
    "crash of a socket server": kill_one_socket_server,
}


def measure(site: ProductionSite, name: str, *, tabs: int, writers: int) -> Row:
    with People(site, tabs=tabs, writers=writers) as people:
        time.sleep(WRITE_FOR)
        RESTARTS[name](site, people)
        time.sleep(WRITE_FOR)
    return people.row(name)


def is_good(row: Row) -> bool:
    is_complete = not row["not_stored_once"] and not row["failed_requests"]
    return is_complete and row["cut_tabs"] and row["back_worst_s"] <= BACK_WITHIN


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tabs", type=int, default=500)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="collective-brain-restarts-") as folder:
        site = ProductionSite(Path(folder), DJANGO_SETTINGS_MODULE=SETTINGS)
        try:
            site.start(demo=False)
            rows = [
                measure(site, name, tabs=options.tabs, writers=options.writers) for name in RESTARTS
            ]
        finally:
            site.stop()
    # Other work on the machine makes tabs come back later.
    load = round(os.getloadavg()[0], 1)
    print_report("Restarts", rows, as_json=options.json, load_average=load)
    sys.exit(not all(map(is_good, rows)))


if __name__ == "__main__":
    main()
