"""Make .venv and install the packages of a requirements file into it.

`make` calls it: python3 deploy/install_packages.py requirements.txt .venv/run

An interruption at any moment leaves nothing that looks finished: what is half-made is made again
from the start. A second call waits for the first. Only Python's standard library is used, because
nothing else is installed yet.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
NO_VENV = "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"
NO_PACKAGES = (
    "The packages could not be installed; the lines above say why. Without a network connection, "
    "repeat the command when there is one."
)


def main(requirements: Path, stamp: Path) -> str:
    """Return why the packages cannot be installed, or ""."""
    with _other_calls_excluded():
        if _is_newer(stamp, requirements) and _is_whole():  # the call before installed them
            return ""
        print("Installing what the site needs (a minute or two, once) ...", flush=True)
        if not _is_whole() and not _make_venv():
            return NO_VENV
        UNFINISHED.touch()
        if not _install(requirements):
            return NO_PACKAGES
        stamp.touch()
        UNFINISHED.unlink()
    return ""


@contextmanager
def _other_calls_excluded() -> Iterator[None]:
    folder = os.open(".", os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command is installing packages here. Waiting for it ...", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _is_newer(stamp: Path, requirements: Path) -> bool:
    return stamp.exists() and stamp.stat().st_mtime >= requirements.stat().st_mtime


def _is_whole() -> bool:
    """Whether .venv was finished once, and its Python still runs: the system's may be replaced."""
    if UNFINISHED.exists() or not any((VENV / name).exists() for name in ("made", "run", "test")):
        return False
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> bool:
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        print(made.stdout + made.stderr)
        return False
    (VENV / "made").touch()
    return True


def _install(requirements: Path) -> bool:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    command = [*pip, "--no-deps", "--require-hashes", "--requirement", str(requirements)]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])) or None)
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        sys.exit(
            f"{error.filename} belongs to another user. Give it to yourself: "
            f"sudo chown -R $USER {error.filename}"
        )
