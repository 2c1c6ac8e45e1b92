"""Draw where the time of a topic page, a reply and a fan-out goes: `python -m bench.profiles`.

--database names a site made by `manage.py create_large_site`. Without it, the bench makes a site of
100,000 posts in an SQLite file. py-spy samples the serving process 200 times a second for
--seconds, while one client sends requests, and draws docs/pictures/profile-*.svg. The wider a line
in a picture, the more samples it has. The command prints how often each action ran, and its time.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import writes
from bench.gunicorn_server import (
    ROOT,
    GunicornServer,
    run_gunicorn,
    site_environment,
)
from bench.live.delivery import sample_frame
from bench.live.open_tabs import OpenTabs, raise_open_file_limit
from bench.live.sites import (
    SERVERS_FOLDER,
    BenchSite,
    FourProcesses,
    OneProcess,
    install_servers,
    running_site,
)
from bench.pages import create_site_database, load_page_kinds, topic_changer
from bench.report import Row, print_report
from deploy import scale

ROOMS = 100
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    options = _options()
    if missing := install_servers():
        raise SystemExit(missing)
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or create_site_database("large", Path(folder))
        rows = [
            *_profile_pages(database, options.seconds),
            *_profile_fan_outs(options.seconds),
            _profile_reply(database, options.seconds),
        ]
    print_report("Profiles", rows, as_json=options.json)


def _profile_pages(database: str, seconds: int) -> list[Row]:
    """Profile a visitor's topic page that is rebuilt for each request, and a member's."""
    env, site = site_environment(database), load_page_kinds(database)
    topics = {kind["reader"]: kind for kind in site["kinds"] if kind["page"].startswith("topic, ")}
    with (
        run_gunicorn("collective_brain.wsgi:application", env) as pages,
        topic_changer(database, site["topic"]) as change_topic,
    ):

        def request_topic_as(reader: str) -> Callable[[], object]:
            kind = topics[reader]
            return lambda: pages.get(kind["address"], **kind["headers"])

        request_as_visitor = request_topic_as("visitor")

        def rebuild() -> None:
            change_topic()
            request_as_visitor()

        return [
            _draw_profile("profile-topic-visitor", pages, rebuild, seconds),
            _draw_profile("profile-topic-member", pages, request_topic_as("member"), seconds),
        ]


def _profile_fan_outs(seconds: int) -> list[Row]:
    """Profile messages to 300 tabs in 100 rooms: of one process, and of one of four with Redis."""
    raise_open_file_limit()
    site_classes: dict[str, type[BenchSite]] = {"profile-fan-out": OneProcess}
    if not scale.missing_packages():
        site_classes["profile-fan-out-redis"] = FourProcesses
    rows = []
    for name, site_class in site_classes.items():
        with (
            running_site(site_class, members=1, rooms=ROOMS) as site,
            OpenTabs(site.tabs(300, ROOMS)),
        ):
            sample_frame(site)

            def act(site: BenchSite = site) -> None:
                site.fan_out(ROOMS, 5)
                time.sleep(0.01)  # Otherwise frames are sent faster than the tabs read them.

            rows.append(_draw_profile(name, site.server_pids[0], act, seconds))
    return rows


def _profile_reply(database: str, seconds: int) -> Row:
    """Profile replies in this process, through the action that the form calls."""
    os.environ |= site_environment(database)
    import django

    django.setup()
    from forum.topics.models import Topic

    topic, author = Topic.objects.order_by("-last_number")[0], writes.load_writers(1)[0]
    return _draw_profile("profile-reply", os.getpid(), lambda: writes.reply(topic, author), seconds)


def _draw_profile(
    name: str, server: GunicornServer | int, act: Callable[[], object], seconds: int
) -> Row:
    """Profile `act` with py-spy. server: a server, or the pid of a process."""
    pid = server if isinstance(server, int) else server.pid
    for _ in range(20):
        act()
    picture = PICTURES / f"{name}.svg"
    command = [
        str(SERVERS_FOLDER / "bin" / "py-spy"),
        "record",
        "--pid",
        str(pid),
        "--subprocesses",
        "--rate",
        "200",
    ]
    spy = subprocess.Popen(
        [*command, "--duration", str(seconds), "--format", "flamegraph", "--output", str(picture)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    count, started = 0, time.monotonic()
    while spy.poll() is None:
        act()
        count += 1
    if spy.returncode:
        raise SystemExit(spy.stderr.read() if spy.stderr else "py-spy failed")
    # The title of the picture contains the command.
    picture.write_text(picture.read_text().replace(f"{ROOT}/", ""))
    return {
        "picture": str(picture.relative_to(ROOT)),
        "times": count,
        "ms each": 1000 * (time.monotonic() - started) / count,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="", help="DATABASE_URL of a large site")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
