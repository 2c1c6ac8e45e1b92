"""Write a backup: copy, pack, verify, and only then give the file its name."""

import os
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from collective_brain.backups import archive, encryption, environment, keeping
from collective_brain.backups.databases import database_module
from collective_brain.backups.places import Place, work_folder
from collective_brain.backups.snapshots import Snapshot, existing_tables

UPLOADS = "uploads"  # the folder in VAR_DIR, and in the archive


class Written(NamedTuple):
    """size: in bytes."""

    name: str
    size: int
    manifest: archive.Manifest


def create_backup(place: Place, name: str) -> Written:
    """Write a backup called `name`. Secrets are in it if BACKUP_PASSPHRASE is set.

    Raises Refused or OSError. Nothing under the name exists then.
    """
    with work_folder(place) as work:
        snapshot = database_module().copy_database(work, existing_tables())
        manifest = _manifest(snapshot)
        files = {snapshot.file: work / snapshot.file, **_write_settings(work), **_uploads()}
        whole = work / "archive"
        archive.write_archive(whole, manifest, files)
        archive.verify_archive(whole)
        size = whole.stat().st_size
        place.add(whole, name)
    return Written(name, size, manifest)


def delete_old(place: Place, rule: keeping.Rule, *, verified: str) -> list[str]:
    """Delete the backups that `rule` does not keep, and return their names."""
    names = keeping.names_to_delete(place.names(), rule, verified=verified)
    for name in names:
        place.delete(name)
    return names


def _manifest(snapshot: Snapshot) -> archive.Manifest:
    return {
        "format": archive.FORMAT_VERSION,
        "site_version": _site_version(),
        "created_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "counts": snapshot.counts,
        "migrations": snapshot.migrations,
    }


def _site_version() -> str:
    for line in (settings.BASE_DIR / "pyproject.toml").read_text().splitlines():
        if line.startswith("version"):
            return line.split('"')[1]
    return "unknown"


def _write_settings(work: Path) -> dict[str, Path]:
    files = {environment.PLAIN_FILE: environment.plain_settings().encode()}
    if passphrase := os.environ.get("BACKUP_PASSPHRASE", ""):
        secrets = environment.secret_settings().encode()
        files[environment.SECRETS_FILE] = encryption.encrypt(secrets, passphrase)
    for name, content in files.items():
        (work / name).write_bytes(content)
    return {name: work / name for name in files}


def _uploads() -> dict[str, Path]:
    folder = settings.VAR / UPLOADS
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{UPLOADS}/{path.relative_to(folder)}": path for path in paths}
