"""Look at every row that can be found, and bring its entry up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.search import indexing
from forum.search.models import Kind


class Command(BaseCommand):
    help = (
        "Bring the search index up to date, newest first. Safe to stop, to repeat, and while the site is in use: "
        "only what is missing or wrong is written."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = indexing.reindex_everything(self._tell)
        self.stdout.write(f"{written} entries were not up to date.")

    def _tell(self, kind: Kind, done: int, of: int) -> None:
        self.stdout.write(f"  {kind.label}: {done} of {of}")
        self.stdout.flush()
