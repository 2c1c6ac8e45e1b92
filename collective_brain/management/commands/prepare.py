"""Make an installed site ready to serve. This is quick if little has changed."""

import fcntl
import hashlib
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from collective_brain.i18n.compilation import compile_catalogues
from collective_brain.retention import old_files
from collective_brain.serving.file_owners import refuse_foreign_files
from forum import demo
from forum.search import tasks


class Command(BaseCommand):
    help = (
        "Compile translations, migrate, collect static files, create the themes, and with DEBUG "
        "the demonstration community."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-demo", action="store_true", help="do not create the demonstration community"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        if refusal := refuse_foreign_files(settings.VAR):
            raise CommandError(refusal)
        with (settings.VAR / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would create the same tables
            self._prepare(with_demo=settings.DEBUG and not options["without_demo"])

    def _prepare(self, *, with_demo: bool) -> None:
        self._step("Translations", compile_catalogues)
        self._step("Database", migrate)
        self._step("Static files", collect_static_files)
        self._step("Themes", seed_themes)
        if with_demo:
            self._step("Demonstration community", load_demo)
        self._step("Search index", tasks.index_briefly_then_enqueue)
        self.stdout.flush()

    def _step(self, name: str, run: Callable[[], Any]) -> None:
        self.stdout.write(f"{name} ... ", ending="")
        self.stdout.flush()
        start = time.monotonic()
        run()
        self.stdout.write(f"{time.monotonic() - start:.1f} s")


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Collect and compress, which takes seconds, only after a source file was added or changed.

    In production the files of the last releases stay for a month: pages of them are still open.
    """
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _static_files_fingerprint()
    if not stamp.exists() or stamp.read_text() != sources:
        old_files.mark_static_files_in_use()
        call_command("collectstatic", interactive=False, clear=settings.LOCAL, verbosity=0)
        stamp.write_text(sources)
        old_files.delete_old_static_files()


def seed_themes() -> None:
    with StringIO() as output:
        call_command("seed_themes", stdout=output)


def load_demo() -> None:
    if not demo.demo_exists():
        call_command("create_demo")


def _static_files_fingerprint() -> str:
    fingerprint = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            fingerprint.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return fingerprint.hexdigest()
