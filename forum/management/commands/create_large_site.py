"""Create a large site for benchmarks."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import Member

SIZES = {"posts": 1_000_000, "topics": 20_000, "members": 50_000, "messages": 1_000_000}
BAR_LENGTH = 30  # characters


class Command(BaseCommand):
    help = (
        "Create a large, realistic site for benchmarks in an empty database. The same seed creates "
        "the same site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, size in SIZES.items():
            parser.add_argument(f"--{name}", type=int, default=size, help=f"{size:,} by default")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        from bench import large  # An installed site may lack the package bench.

        if not settings.LOCAL:
            raise CommandError(
                "This is a production site. A large site is for developers' machines."
            )
        if Member._meta.db_table not in connection.introspection.table_names():
            raise CommandError("This database has no tables. Run `manage.py migrate` first.")
        if Member.objects.exists():
            raise CommandError("This database has members. Set DATABASE_URL to an empty database.")
        size = large.Size(**{name: options[name] for name in SIZES})
        if size.posts < size.topics or min(vars(size).values()) < 20:
            raise CommandError("Use at least 20 of each, and at least as many posts as topics.")
        call_command("seed_themes", stdout=self.stdout)
        large.fill(size, seed=options["seed"], report_progress=self._report_progress)

    def _report_progress(self, name: str, count: int, total: int) -> None:
        if not sys.stdout.isatty() and count not in (0, total):
            return
        bar = "#" * int(BAR_LENGTH * count / total)
        line = f"\r{name:>20} [{bar:<{BAR_LENGTH}}] {count:>9,} of {total:,}"
        self.stdout.write(line, ending="\n" if count == total else "")
        self.stdout.flush()
