"""Rename files so that a power failure leaves the old one or the new one, never half of one."""

import os
from pathlib import Path


def rename_durably(source: Path, target: Path) -> None:
    """Rename a file or folder on one disk, and wait until the disk has it."""
    if source.is_file():
        _sync(source)
    source.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
