"""Fill in the demonstration community."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from forum import demo


class Command(BaseCommand):
    help = "Fill in the demonstration community, on one's own machine. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "The demonstration community is for one's own machine: this is a production site."
            )
        if demo.demo_exists():
            self.stdout.write("The demonstration community is there already.")
            return
        call_command("seed_themes", stdout=self.stdout)
        demo.create_demo(password=demo.PASSWORD if settings.DEBUG else None, tell=self._tell)
        self.stdout.write("The demonstration community is there.")
        if not settings.DEBUG:
            self.stdout.write("Its accounts have no passwords, because DEBUG is off.")

    def _tell(self, done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            self.stdout.write(f"  {done} of {of} contributions")
            self.stdout.flush()
