"""Releases of the site as folders: this one, and one before it from the history of git."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.served.sites import ROOT

PINS = "requirements.txt"


@dataclass(frozen=True)
class Release:
    """root: the folder of manage.py. python: the one that has the packages of the release."""

    name: str
    root: Path
    python: str = sys.executable


THIS = Release("this release", ROOT)


def release_before(folder: Path, commit: str = "") -> Release:
    """Extract the release of `commit` into `folder`; without it, the newest tag before this one.

    A copy without history or tags has only this release.
    """
    commit = commit or _newest_tag()
    if not commit:
        return THIS
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "--extract"], cwd=folder, check=True, input=archive.stdout)
    return Release(commit, folder, _python_for(folder))


def _newest_tag() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--tags", "--abbrev=0", "HEAD^"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _python_for(root: Path) -> str:
    """This Python, if the release has the same packages; else one of its own."""
    if pins(root) == pins(ROOT):
        return sys.executable
    python = str(root / ".venv" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", str(root / ".venv")], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*install, "--requirement", PINS], cwd=root, check=True)
    return python


def pins(root: Path) -> list[str]:
    """The lines without comments, which say why a package is there."""
    lines = (root / PINS).read_text().splitlines()
    return [line for line in lines if not line.lstrip().startswith("#")]
