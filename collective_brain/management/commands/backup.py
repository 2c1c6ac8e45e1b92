"""Write a backup of the whole site (docs/backup.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from collective_brain.backups.places import S3_SCHEME, split_address
from collective_brain.backups.recording import write_backup
from collective_brain.errors import Refused


class Command(BaseCommand):
    help = (
        "Write the database, the uploads and the settings into one file, and read it back. "
        "People can write at the same time. With BACKUP_PASSPHRASE, the file also contains the "
        "secrets, encrypted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", help="a new file; or a folder or s3://bucket/folder, where it gets a name"
        )
        parser.add_argument(
            "--keep", default="", help="then delete old backups of the folder: 7d,4w,12m"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place, name = _place_and_name(options["target"])
        if name and options["keep"]:
            raise CommandError("--keep needs a folder or s3://bucket/folder, not a file.")
        try:
            written = write_backup(place, name=name, keep=options["keep"])
        except Refused as error:
            raise CommandError(str(error)) from error
        rows = sum(written.manifest["counts"].values())
        self.stdout.write(
            f"Wrote and verified {place.rstrip('/')}/{written.name}: "
            f"{written.size / 1e6:.1f} MB, {rows} rows."
        )


def _place_and_name(target: str) -> tuple[str, str]:
    """Return the folder and the name of the new file; no name if `target` is a folder."""
    if target.startswith(S3_SCHEME):
        return (target, "") if not target.endswith(".tar.gz") else split_address(target)
    path = Path(target)
    if target.endswith("/") or path.is_dir():
        return str(path), ""
    if path.exists():
        raise CommandError(f"{path} exists already.")
    return str(path.parent), path.name
