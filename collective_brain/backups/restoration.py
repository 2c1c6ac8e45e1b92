"""Restore a backup: check everything first, then replace the database in one step."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from collective_brain.backups import archive, encryption, environment
from collective_brain.backups.creation import UPLOADS
from collective_brain.backups.databases import database_module
from collective_brain.backups.files import rename_durably
from collective_brain.backups.places import Folder, open_place, split_address, work_folder
from collective_brain.backups.snapshots import existing_tables
from collective_brain.errors import Refused

SETTINGS_FILE = "restored-settings.env"


class Restored(NamedTuple):
    """counts: rows by table, as found in the restored database. settings: the file with them."""

    manifest: archive.Manifest
    counts: dict[str, int]
    settings: Path


def restore_backup(address: str, *, replace: bool, without_secrets: bool) -> Restored:
    """Restore the archive at a path or at s3://bucket/folder/name.

    Raises Refused with the reason. The database is then as it was.
    """
    place, name = split_address(address)
    with work_folder(_restored_beside()) as work:
        path = open_place(place).fetch(name, work)
        manifest = archive.read_manifest(path)
        _refuse_other_site(manifest, replace=replace)
        passphrase = _passphrase_for(manifest, without_secrets=without_secrets)
        archive.unpack_archive(path, work / "unpacked")
        unpacked = work / "unpacked"
        lines = _settings_lines(unpacked, passphrase)
        if why := database_module().refuse_use():
            raise Refused(why)
        counts = database_module().restore_database(unpacked, list(manifest["counts"])).counts
        _restore_uploads(unpacked / UPLOADS)
        written = _write_settings(lines)
    return Restored(manifest, counts, written)


def _restored_beside() -> Folder:
    """The folder of the SQLite file, so that a rename is enough; else VAR_DIR."""
    if connection.vendor == "sqlite":
        return Folder(Path(connection.settings_dict["NAME"]).parent)
    return Folder(settings.VAR)


def _refuse_other_site(manifest: archive.Manifest, *, replace: bool) -> None:
    if manifest["database"] != connection.vendor:
        raise Refused(
            f"This backup is of {manifest['database']}, and the site uses {connection.vendor}. "
            "Set DATABASE_URL accordingly."
        )
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if unknown:
        raise Refused(
            f"This backup was written by a newer version of the site ({manifest['site_version']}): "
            f"this one has no migration {unknown[-1]}. Install that version first."
        )
    if not replace and _has_members():
        raise Refused(
            "The database has members already. To delete everything in it, add --replace."
        )


def _has_members() -> bool:
    model = get_user_model()
    return model._meta.db_table in existing_tables() and model._default_manager.exists()


def _passphrase_for(manifest: archive.Manifest, *, without_secrets: bool) -> str:
    """Return the passphrase of the secrets; "" if there are none or nobody wants them."""
    if without_secrets or environment.SECRETS_FILE not in manifest["members"]:
        return ""
    passphrase = os.environ.get("BACKUP_PASSPHRASE", "")
    if not passphrase:
        raise Refused(
            "This backup has secrets. Set BACKUP_PASSPHRASE, or leave them out: --without-secrets"
        )
    return passphrase


def _settings_lines(unpacked: Path, passphrase: str) -> str:
    lines = (unpacked / environment.PLAIN_FILE).read_text()
    if passphrase:
        encrypted = (unpacked / environment.SECRETS_FILE).read_bytes()
        lines += encryption.decrypt(encrypted, passphrase).decode()
    return lines


def _write_settings(lines: str) -> Path:
    path = settings.VAR / SETTINGS_FILE
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(lines)
    return path


def _restore_uploads(restored: Path) -> None:
    present, old = settings.VAR / UPLOADS, settings.VAR / f"{UPLOADS}.old"
    shutil.rmtree(old, ignore_errors=True)
    if present.exists():
        rename_durably(present, old)
    if restored.exists():
        shutil.move(restored, present)
    shutil.rmtree(old, ignore_errors=True)
