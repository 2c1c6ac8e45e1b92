"""Make an installed site ready to serve. This is quick if little has changed."""

import fcntl
import hashlib
import shutil
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

STAMP = ".sources"  # the fingerprint of the files that were collected


class Command(BaseCommand):
    help = (
        "Compile translations, migrate, collect static files, create the themes, and with DEBUG "
        "the demonstration community."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-demo", action="store_true", help="do not create the demonstration community"
        )
        parser.add_argument(
            "--only-files",
            action="store_true",
            help="translations and static files only, as the build of an image needs them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        if refusal := refuse_foreign_files(settings.VAR):
            raise CommandError(refusal)
        with (settings.VAR / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would create the same tables
            self._step("Translations", compile_catalogues)
            self._step("Static files", collect_static_files)
            if not options["only_files"]:
                self._prepare_database(with_demo=settings.DEBUG and not options["without_demo"])
        self.stdout.flush()

    def _prepare_database(self, *, with_demo: bool) -> None:
        self._step("Database", migrate)
        self._step("Themes", seed_themes)
        if with_demo:
            self._step("Demonstration community", load_demo)
        self._step("Search index", tasks.index_briefly_then_enqueue)

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

    In production the files of the last releases stay for a month: pages of them are still open. An
    image and an installed server contain the collected files of their own sources.
    """
    stamp = Path(settings.STATIC_ROOT) / STAMP
    sources = _static_files_fingerprint()
    if _has_stamp(stamp, sources):
        return
    old_files.mark_static_files_in_use()
    if _has_stamp(settings.BUILT_STATIC_FILES / STAMP, sources):
        _copy_built_files()
    else:
        call_command("collectstatic", interactive=False, clear=settings.LOCAL, verbosity=0)
    stamp.write_text(sources)
    old_files.delete_old_static_files()


def _has_stamp(stamp: Path, sources: str) -> bool:
    return stamp.exists() and stamp.read_text() == sources


def _copy_built_files() -> None:
    shutil.copytree(
        settings.BUILT_STATIC_FILES,
        settings.STATIC_ROOT,
        ignore=shutil.ignore_patterns(STAMP),
        copy_function=_replace_file,
        dirs_exist_ok=True,
    )


def seed_themes() -> None:
    with StringIO() as output:
        call_command("seed_themes", stdout=output)


def load_demo() -> None:
    if not demo.demo_exists():
        call_command("create_demo")


def _replace_file(source: str, target: str) -> None:
    """Copy a file so that a process that serves the old one never reads half a file."""
    shutil.copy2(source, f"{target}.new")
    Path(f"{target}.new").replace(target)


def _static_files_fingerprint() -> str:
    fingerprint = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            # An image keeps the time of a file in whole seconds.
            fingerprint.update(f"{path} {stat.st_size} {int(stat.st_mtime)}\n".encode())
    return fingerprint.hexdigest()
