"""The machine itself: its disk is full."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.drills.crowd import Crowd, Row
from bench.drills.houses import FURNISH, Small

AT_WORK = 1.5  # seconds before each blow
FULL = 5  # seconds
DISK = 64  # MB


def disk_full(house: Small, times: int) -> Row:
    """Every byte of the site's file system is taken, and given back; whole again counts from there."""
    ballast, most = house.folder / "ballast", 0
    with Crowd(house) as crowd:
        for _ in range(times):
            time.sleep(AT_WORK)
            fill(ballast)
            time.sleep(FULL)
            most = max(most, _free(house.folder))
            ballast.unlink()
            crowd.until_whole(time.monotonic())
        return crowd.row(f"disk full for {FULL} s", times, note=f"{most} bytes were free at the most")


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


@contextmanager
def on_a_small_disk(prepared: Path) -> Iterator[Small]:
    """Served from a file system of its own in memory. Only root may make one."""
    with TemporaryDirectory(prefix="collective-brain-drill-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "drill", folder]
        if os.getuid() != 0 or subprocess.run(mount, check=False).returncode:
            raise SystemExit("disk-full needs a root who may mount a tmpfs; the other drills do without.")
        try:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
            house = Small(Path(folder))
            try:
                house.start()
                house.shell(FURNISH)
                yield house
            finally:
                house.close()
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
