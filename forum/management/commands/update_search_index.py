"""Check the search index entry of every row, and correct it."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.search import indexing
from forum.search.models import Kind


class Command(BaseCommand):
    help = (
        "Bring the search index up to date, newest rows first. It writes only missing and wrong "
        "entries. You can stop it, repeat it, and run it while the site is in use."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        updated = indexing.reindex_everything(self._report_progress)
        self.stdout.write(f"{updated} entries were not up to date.")

    def _report_progress(self, kind: Kind, done: int, total: int) -> None:
        self.stdout.write(f"  {kind.label}: {done} of {total}")
        self.stdout.flush()
