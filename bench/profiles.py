"""Where the time of a topic page, of a reply and of a fan-out goes, as pictures: `python -m bench.profiles [--database URL] [--seconds 10]`.

--database names a site made by `manage.py create_large_site`; without it one of 100,000 posts is made in an SQLite file. py-spy looks
200 times a second at the process that answers, while one client asks again and again, and draws docs/pictures/profile-*.svg:
the wider a line, the more often it was under way. Prints how many samples each has.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import writes
from bench.live.delivery import frame_of
from bench.live.flock import Flock, raise_limit
from bench.live.sites import SERVERS, FourProcesses, House, OneProcess, install_servers, running
from bench.pages import changing, filled, kinds_of
from bench.report import Row, tell
from bench.serving import ROOT, Served, environment, served
from deploy import scale

ROOMS = 100
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    options = _options()
    if missing := install_servers():
        raise SystemExit(missing)
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or filled("large", Path(folder))
        rows = [
            *_pages(database, options.seconds),
            *_fan_outs(options.seconds),
            _reply(database, options.seconds),
        ]
    tell("Profiles", rows, as_json=options.json)


def _pages(database: str, seconds: int) -> list[Row]:
    """A visitor's topic page that is made anew, and a member's."""
    env, site = environment(database), kinds_of(database)
    topics = {kind["reader"]: kind for kind in site["kinds"] if kind["page"].startswith("topic, ")}
    with (
        served("collective_brain.wsgi:application", env) as pages,
        changing(database, site["topic"]) as change,
    ):

        def ask(reader: str) -> Callable[[], object]:
            kind = topics[reader]
            return lambda: pages.get(kind["address"], **kind["headers"])

        def anew() -> None:
            change()
            ask("visitor")()

        return [
            _drawn("profile-topic-visitor", pages, anew, seconds),
            _drawn("profile-topic-member", pages, ask("member"), seconds),
        ]


def _fan_outs(seconds: int) -> list[Row]:
    """A message to 300 tabs in 100 rooms: by one process, and by one of four with Redis."""
    raise_limit()
    kinds = {"profile-fan-out": OneProcess} | (
        {} if scale.missing_packages() else {"profile-fan-out-redis": FourProcesses}
    )
    rows = []
    for name, kind in kinds.items():
        with running(kind, members=1, rooms=ROOMS) as site, Flock(site.tabs(300, ROOMS)):
            frame_of(site)

            def act(site: House = site) -> None:
                site.fan_out(ROOMS, 5)
                time.sleep(0.01)  # or frames would be pushed more quickly than they are read

            rows.append(_drawn(name, site.serving[0], act, seconds))
    return rows


def _reply(database: str, seconds: int) -> Row:
    """In this process, through the action that the form calls."""
    os.environ |= environment(database)
    import django

    django.setup()
    from forum.topics.models import Topic

    topic, author = Topic.objects.order_by("-last_number")[0], writes.writers(1)[0]
    return _drawn("profile-reply", os.getpid(), lambda: writes.reply(topic, author), seconds)


def _drawn(name: str, who: Served | int, act: Callable[[], object], seconds: int) -> Row:
    """who: the server, or a process."""
    pid = who if isinstance(who, int) else who.pid
    for _warm in range(20):
        act()
    picture = PICTURES / f"{name}.svg"
    command = [
        str(SERVERS / "bin" / "py-spy"),
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
    done, began = 0, time.monotonic()
    while spy.poll() is None:
        act()
        done += 1
    if spy.returncode:
        raise SystemExit(spy.stderr.read() if spy.stderr else "py-spy failed")
    picture.write_text(picture.read_text().replace(f"{ROOT}/", ""))  # its title names the command
    return {
        "picture": str(picture.relative_to(ROOT)),
        "times": done,
        "ms each": 1000 * (time.monotonic() - began) / done,
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
