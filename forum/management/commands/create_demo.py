"""Create the demonstration community."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from forum import demo

PROGRESS_EVERY = 50  # contributions


class Command(BaseCommand):
    help = (
        "Create the demonstration community on a developer's machine. You can interrupt and "
        "repeat this command."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "This is a production site. Use the demonstration community on your machine."
            )
        if demo.demo_exists():
            self.stdout.write("The demonstration community exists already.")
            return
        call_command("seed_themes", stdout=self.stdout)
        password = demo.PASSWORD if settings.DEBUG else None
        demo.create_demo(password=password, report_progress=self._report_progress)
        self.stdout.write("The demonstration community is complete.")
        if not settings.DEBUG:
            self.stdout.write("Its accounts have no passwords, because DEBUG is off.")

    def _report_progress(self, count: int, total: int) -> None:
        if count % PROGRESS_EVERY == 0 or count == total:
            self.stdout.write(f"  {count} of {total} contributions")
            self.stdout.flush()
