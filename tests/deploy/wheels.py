"""The pinned packages of the site as files, for machines without a network."""

import contextlib
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Debian's. Another one may be in a folder that the site's user cannot read.
SYSTEM_PYTHON = "/usr/bin/python3"


def downloaded_wheels() -> Path:
    """Return a folder with the packages of a server; download them once."""
    requirements = ROOT / "deploy" / "requirements.txt"
    version = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = ROOT / "var" / f"wheels-{version}"
    if not folder.exists():
        unfinished = folder.with_suffix(f".{os.getpid()}")
        with tempfile.TemporaryDirectory() as venv:
            subprocess.run([SYSTEM_PYTHON, "-m", "venv", venv], check=True)
            command = [f"{venv}/bin/pip", "download", "--quiet", "--no-deps", "--require-hashes"]
            command += ["--requirement", str(requirements), "--dest", str(unfinished)]
            subprocess.run(command, check=True)
        with contextlib.suppress(OSError):  # another process was faster
            unfinished.rename(folder)
    assert folder.is_dir()
    return folder


def environment_without_network() -> dict[str, str]:
    """With these variables, pip installs the downloaded packages."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(downloaded_wheels()), "PIP_QUIET": "1"}
