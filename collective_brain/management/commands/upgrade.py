"""Bring the data and the files of a site to the release that is installed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from collective_brain.backups.recording import write_backup
from collective_brain.event_log.models import Event

GO_BACK = """\
To go back, run the release before again (docs/operating.md): it works with the new tables, so
nothing that was written is lost. Restore the backup only if data is damaged (docs/backup.md):
what was written after it is lost then.
"""


class Command(BaseCommand):
    help = (
        "Check the settings, write a backup, migrate and collect files. The release before goes on "
        "running; restart its processes afterwards. deploy/upgrade.sh does all of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--backup-to",
            default=settings.BACKUP_FOLDER,
            help="a folder or s3://bucket/folder; BACKUP_FOLDER without it",
        )
        parser.add_argument("--without-backup", action="store_true", help="write no backup")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["backup_to"] and not options["without_backup"]:
            raise CommandError(
                "Nothing was changed. Set BACKUP_FOLDER, or name a folder with --backup-to, "
                "or leave the backup out with --without-backup."
            )
        before = "Nothing was changed: the site still runs the release before."
        self._step("Settings", check_settings, before)
        if not options["without_backup"]:
            self._step("Backup", lambda: back_up(options["backup_to"]), before)
        after = "Repair the cause and run the command again. The release before goes on running."
        self._step("Database and files", lambda: call_command("prepare", "--without-demo"), after)
        self._step("Events that were given up", try_again, after)
        self.stdout.write("Now restart the processes, one after the other (deploy/README.md).")
        self.stdout.write(GO_BACK)

    def _step(self, name: str, run: Callable[[], object], if_it_fails: str) -> None:
        self.stdout.write(f"== {name}")
        try:
            result = run()
        except Exception as error:
            raise CommandError(f"{name} failed: {error}\n{if_it_fails}") from error
        if result:
            self.stdout.write(str(result))


def check_settings() -> None:
    call_command("check", deploy=not settings.LOCAL, fail_level="ERROR")


def try_again() -> str:
    """The new release may have repaired why they failed."""
    return f"{Event.objects.try_again()} are tried again"


def back_up(place: str) -> str:
    """Write a backup that the daily deletion of old backups does not know, and say where it is."""
    name = f"before-upgrade-{timezone.now():%Y-%m-%d-%H%M%S}.tar.gz"
    written = write_backup(place, name=name)
    return f"{place.rstrip('/')}/{written.name}, {written.size / 1e6:.1f} MB, read back"
