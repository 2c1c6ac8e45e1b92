"""The machine itself: its disk is full, its clock goes back."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.drills.participants import Participants, Row
from bench.drills.sites import (
    FURNISH,
    LargeSite,
    SmallSite,
    large_site,
)

AT_WORK = 1.5  # seconds before each blow
FULL = 5  # seconds
DISK = 64  # MB
LATEST = """
from forum.topics.models import Post
print(Post.objects.filter(topic=1).latest("number").created_at.timestamp())
"""


def disk_full(site: SmallSite, times: int) -> Row:
    """Every byte of the site's file system is taken, and given back; whole again counts from there."""
    ballast, most = site.folder / "ballast", 0
    with Participants(site) as participants:
        for _ in range(times):
            time.sleep(AT_WORK)
            fill(ballast)
            time.sleep(FULL)
            most = max(most, _free(site.folder))
            ballast.unlink()
            participants.until_whole(time.monotonic())
        return participants.row(
            f"disk full for {FULL} s", times, note=f"{most} bytes were free at the most"
        )


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def clock_back(site: LargeSite, times: int) -> Row:
    """The serving processes believe that it is an hour earlier, and then the right time again; the worker does not."""
    behind = 0.0
    with Participants(site) as participants:
        for _ in range(times):
            for told in ("-1h", "+0"):
                time.sleep(AT_WORK)
                (site.folder / "clock").write_text(told)
                participants.until_whole(time.monotonic())
                behind = max(behind, time.time() - _time_at(site))
        return participants.row(
            "clock an hour back, and forth", times, note=f"{behind / 60:.0f} minutes behind"
        )


def _time_at(site: LargeSite) -> float:
    """When the last post was written, as the site believes."""
    return float(site.shell(LATEST))


@contextmanager
def with_a_clock_of_its_own(prepared: Path) -> Iterator[LargeSite]:
    """Serving processes with libfaketime, which breaks `time.sleep`, so the worker has the machine's clock."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        raise SystemExit(
            "clock-back needs libfaketime: apt-get install faketime; the other drills do without."
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
            site.begin(part)
        yield site


@contextmanager
def on_a_small_disk(prepared: Path) -> Iterator[SmallSite]:
    """Served from a file system of its own in memory. Only root may make one."""
    with TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "drill", folder]
        if os.getuid() != 0 or subprocess.run(mount, check=False).returncode:
            raise SystemExit(
                "disk-full needs a root who may mount a tmpfs; the other drills do without."
            )
        try:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
            site = SmallSite(Path(folder))
            try:
                site.start()
                site.shell(FURNISH)
                yield site
            finally:
                site.close()
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
