"""Restore a backup of the whole site (docs/backup.md)."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from collective_brain.backups.restoration import Restored, restore_backup
from collective_brain.errors import Refused
from collective_brain.serving.process_lock import stopped_site


class Command(BaseCommand):
    help = "Restore a file that `manage.py backup` wrote. Stop the site first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the file, or s3://bucket/folder/name")
        parser.add_argument(
            "--replace", action="store_true", help="delete everything in the present database"
        )
        parser.add_argument(
            "--without-secrets", action="store_true", help="leave the encrypted settings out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with stopped_site():
                restored = restore_backup(
                    options["source"],
                    replace=options["replace"],
                    without_secrets=options["without_secrets"],
                )
                call_command("migrate", interactive=False, verbosity=0)
                call_command("after_recovery")
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self._print(restored)

    def _print(self, restored: Restored) -> None:
        expected = restored.manifest["counts"]
        differing = [table for table, count in restored.counts.items() if count != expected[table]]
        for table, count in restored.counts.items():
            self.stdout.write(f"{table:40} {count:10} of {expected[table]}")
        self.stdout.write(f"The settings of the backup are in {restored.settings}.")
        if differing:
            raise CommandError(f"These tables have other counts: {', '.join(differing)}.")
        self.stdout.write(
            f"Restored the backup of {restored.manifest['created_at']}: every count is right."
        )
