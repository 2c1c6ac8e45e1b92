"""Failures of the machine: its disk is full, or its clock goes back."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.drills.away import Observers
from bench.drills.participants import Participants, Row
from bench.drills.sites import (
    CREATE_TOPIC,
    LargeSite,
    SmallSite,
    large_site,
)

WRITE_FOR = 1.5  # seconds before each failure
FULL = 5  # seconds
DISK = 64  # MB
LATEST = """
from forum.topics.models import Post
print(Post.objects.filter(topic=1).latest("number").created_at.timestamp())
"""


def disk_full(site: SmallSite, times: int) -> Row:
    """Fill the file system of the site and free it. The recovery time counts from then."""
    ballast, most, late, seen = site.folder / "ballast", 0, 0, ""
    with Participants(site) as participants:
        sessions = [writer.session for writer in participants.writers]
        for _ in range(times):
            time.sleep(WRITE_FOR)
            fill_disk(ballast)
            with Observers(site, sessions) as observers:
                time.sleep(FULL)
            most, late = max(most, _free(site.folder)), late + observers.late
            seen = observers.summary()
            ballast.unlink()
            participants.wait_until_recovered(time.monotonic())
        note = f"{most} bytes were free at the most, {seen}"
        return participants.row(f"disk full for {FULL} s", times, late=late, note=note)


def fill_disk(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def clock_back(site: LargeSite, times: int) -> Row:
    """Set the clock of the serving processes back by an hour, and forward again."""
    behind = 0.0
    with Participants(site) as participants:
        for _ in range(times):
            for offset in ("-1h", "+0"):
                time.sleep(WRITE_FOR)
                (site.folder / "clock").write_text(offset)
                participants.wait_until_recovered(time.monotonic())
                behind = max(behind, time.time() - _last_post_time(site))
        return participants.row(
            "clock an hour back, and forth", times, note=f"{behind / 60:.0f} minutes behind"
        )


def _last_post_time(site: LargeSite) -> float:
    """When the last post was written, by the clock of the site."""
    return float(site.shell(LATEST))


@contextmanager
def with_its_own_clock(prepared: Path) -> Iterator[LargeSite]:
    """Run the serving processes with libfaketime. It breaks `time.sleep`, which the worker uses."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        raise SystemExit(
            "clock-back needs libfaketime: apt-get install faketime. The other drills do not."
        )
    with large_site(prepared) as site:
        (site.folder / "clock").write_text("+0")
        site.clock = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(site.folder / "clock"),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        for part in ("sockets-0", "sockets-1"):
            site.kill(part)
            site.start_part(part)
        yield site


@contextmanager
def on_a_small_disk(prepared: Path) -> Iterator[SmallSite]:
    """Serve the site from its own file system in memory. Only root may mount one."""
    with TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "drill", folder]
        if os.getuid() != 0 or subprocess.run(mount, check=False).returncode:
            raise SystemExit(
                "disk-full needs root and the right to mount a tmpfs. The other drills do not."
            )
        try:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
            site = SmallSite(Path(folder))
            try:
                site.start()
                site.shell(CREATE_TOPIC)
                yield site
            finally:
                site.close()
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _free(folder: Path) -> int:
    stats = os.statvfs(folder)
    return stats.f_bavail * stats.f_frsize
