"""Delete old files of VAR_DIR: mail that was written to files, and static files of old releases."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

KEEP_MAIL_FILES = timedelta(days=30)
# Pages of an old release may still be open.
KEEP_STATIC_FILES = timedelta(days=30)
COMPRESSED = ("", ".gz", ".br")
BOOKKEEPING = ("staticfiles.json", ".sources")


def delete_old_mail_files() -> None:
    folder = settings.VAR / "mail"
    for path in _older_than(KEEP_MAIL_FILES, folder):
        path.unlink(missing_ok=True)


def mark_static_files_in_use() -> None:
    """Give the hashed files of the present release a new time, before the next one is collected.

    Their age is then the time since a release last used them.
    """
    for name in _manifest().values():
        for path in _variants(name):
            if path.exists():
                os.utime(path)


def delete_old_static_files() -> None:
    """Delete the files that no release of the last KEEP_STATIC_FILES used."""
    manifest = _manifest()
    if not manifest:
        return
    in_use = {path for name in (*manifest, *manifest.values()) for path in _variants(name)}
    in_use |= {settings.STATIC_ROOT / name for name in BOOKKEEPING}
    for path in _older_than(KEEP_STATIC_FILES, settings.STATIC_ROOT):
        if path not in in_use:
            path.unlink(missing_ok=True)


def _manifest() -> dict[str, str]:
    """The hashed name of each static file, as the last collectstatic stored them."""
    paths, _hash = staticfiles_storage.load_manifest()  # type: ignore[attr-defined]
    return dict(paths)


def _variants(name: str) -> list[Path]:
    return [settings.STATIC_ROOT / f"{name}{ending}" for ending in COMPRESSED]


def _older_than(age: timedelta, folder: Path) -> Iterator[Path]:
    limit = time.time() - age.total_seconds()
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            yield path
