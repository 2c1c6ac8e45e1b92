"""Every drill by its name: the site that it needs, and the function that runs it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.drills import away as away_drills
from bench.drills import backups, hall, hostile, kills, links, machine, mail, old_release
from bench.drills.attacks import ATTACKS
from bench.drills.participants import Row
from bench.drills.sites import large_site, small_site


@dataclass(frozen=True)
class Drill:
    site: Callable[[Path], AbstractContextManager[Any]]
    run: Callable[[Any, int], Row]


def _kill(part: str) -> Callable[[Any, int], Row]:
    return lambda site, times: kills.kill(site, part, times)


def _away(*parts: str, seconds: float, silent: bool = False) -> Drill:
    run = partial(away_drills.parts_away, parts=parts, seconds=seconds, silent=silent)
    return Drill(large_site, run)


def small_site_with_limits(prepared: Path, **env: str) -> AbstractContextManager[Any]:
    settings = "bench.drills.drill_app.settings_with_limits"
    return small_site(prepared, DJANGO_SETTINGS_MODULE=settings, **env)


def _hall(*, guests: int, seconds: float) -> Drill:
    """One in ten guests could sign up in an hour without the invitation."""
    site = partial(small_site_with_limits, LIMIT_SIGN_UP=f"{guests // 10}/hour")
    return Drill(site, partial(hall.hall, guests=guests, seconds=seconds))


def old_release_drill(commit: str = "") -> Drill:
    """commit: of the release before; without it, that of the newest tag."""
    site = partial(old_release.two_releases, commit=commit)
    return Drill(site, old_release.upgrade_and_go_back)


def drills(
    *, away: float, long: float, cut: float, harm: float, writers: int, guests: int
) -> dict[str, Drill]:
    """Seconds without a service (away, long) or a connection (cut), and of an attack (harm).

    writers: who write while a backup is written. guests: who sign up behind one address.
    """
    back_up = partial(backups.back_up_and_restore, writers=writers)
    attacks = {
        name.replace("_", "-"): Drill(
            small_site_with_limits, partial(hostile.attack, name=name, seconds=harm)
        )
        for name in ATTACKS
    }
    return {
        "kill-server": Drill(small_site, _kill("server")),
        "kill-one-of-two": Drill(large_site, _kill("sockets-0")),
        "kill-database": Drill(large_site, _kill("database")),
        "kill-worker": Drill(large_site, _kill("worker")),
        "redis-away": Drill(large_site, partial(links.redis_away, seconds=away)),
        "postgres-away": _away("database", seconds=long),
        "postgres-silent": _away("database", seconds=long, silent=True),
        "redis-silent": _away("redis", seconds=away, silent=True),
        "worker-away": _away("worker", seconds=long),
        "all-away": _away("database", "redis", "worker", seconds=away),
        "all-silent": _away("database", "redis", "worker", seconds=away, silent=True),
        "frames-lost": Drill(small_site, links.frames_lost),
        "link-cut": Drill(small_site, partial(links.link_cut, seconds=cut)),
        "link-silent": Drill(small_site, partial(links.link_silent, seconds=cut)),
        "link-half-open": Drill(small_site, partial(links.link_half_open, seconds=cut)),
        "backup-sqlite": Drill(small_site, back_up),
        "backup-postgresql": Drill(large_site, back_up),
        "mail-silent": Drill(
            mail.with_a_silent_mail_server,
            partial(mail.mail_silent, guests=12, seconds=long),
        ),
        "hall": _hall(guests=guests, seconds=1.2 * guests),
        "old-release": old_release_drill(),
        "disk-full": Drill(machine.on_a_small_disk, machine.disk_full),
        "clock-back": Drill(machine.with_its_own_clock, machine.clock_back),
        **attacks,
    }


WHOLE = drills(away=30, long=300, cut=60, harm=5, writers=50, guests=500)
QUICK = drills(away=5, long=8, cut=5, harm=2, writers=8, guests=20)
