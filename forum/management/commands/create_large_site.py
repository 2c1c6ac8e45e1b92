"""Fill in a large site, to measure on."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Member

SIZES = {"posts": 1_000_000, "topics": 20_000, "members": 50_000, "messages": 1_000_000}
BAR = 30  # signs


class Command(BaseCommand):
    help = "Make a believable large site in an empty database, to measure on. The same seed makes the same site."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, size in SIZES.items():
            parser.add_argument(f"--{name}", type=int, default=size, help=f"{size:,} by default")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        from bench import large  # what serves a site need not have the benches beside it

        if not settings.LOCAL:
            raise CommandError("This is a production site: a large site is for one's own machine.")
        if Member.objects.exists():
            raise CommandError(
                "There are members in this database. Give DATABASE_URL an empty one."
            )
        size = large.Size(**{name: options[name] for name in SIZES})
        if size.posts < size.topics or min(vars(size).values()) < 20:
            raise CommandError("At least 20 of each, and a post for each topic.")
        call_command("seed_themes", stdout=self.stdout)
        large.fill(size, seed=options["seed"], tell=self._tell)

    def _tell(self, what: str, done: int, of: int) -> None:
        if not sys.stdout.isatty() and done not in (0, of):
            return
        share = done / of
        bar = "#" * int(BAR * share)
        self.stdout.write(
            f"\r{what:>20} [{bar:<{BAR}}] {done:>9,} of {of:,}", ending="\n" if done == of else ""
        )
        self.stdout.flush()
