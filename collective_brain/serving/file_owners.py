"""Check that the site may write its own files, for instance after `sudo make run`."""

import os
from pathlib import Path


def refuse_foreign_files(folder: Path) -> str:
    """Return why the site cannot write in `folder` and its files, or ""."""
    if not folder.exists():
        return ""
    for path in (folder, *folder.iterdir()):
        if not os.access(path, os.W_OK):
            return refuse_file(path)
    return ""


def refuse_file(path: str | Path) -> str:
    return (
        f"This user may not write {path}: it belongs to another user. Give it to this one: "
        f'sudo chown -R "$USER" "{path}"'
    )
