"""Print docs/retention.md: what the site keeps, how long, and what deletes it."""

from typing import Any

from django.core.management.base import BaseCommand

from collective_brain import retention

HEAD = """# How long things are kept

`manage.py retention` prints this page from `forum/retention_table/`, and a test compares the two.
The worker deletes what is older, a part of it every 30 seconds. Files are in `VAR_DIR`. Settings
that are not in [settings.md](settings.md) are in `collective_brain/settings.py`. Backups contain
everything that the site had when they were written.

| what | where | how long | setting | deleted by |
|---|---|---|---|---|
"""


class Command(BaseCommand):
    help = "Print what the site keeps, where, how long, and what deletes it, as a Markdown page."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(retention_page(), ending="")


def retention_page() -> str:
    return HEAD + "".join(f"| {' | '.join(_cells(row))} |\n" for row in retention.rows())


def _cells(row: retention.Row) -> list[str]:
    places = [f"`{name}`" for name in (*row.tables, *row.files)]
    setting = f"`{row.setting}`" if row.setting else ""
    return [str(row.what), ", ".join(places), row.how_long, setting, row.deleted_by or _task(row)]


def _task(row: retention.Row) -> str:
    return f"the worker: `{row.delete.__qualname__}`" if row.delete else ""
