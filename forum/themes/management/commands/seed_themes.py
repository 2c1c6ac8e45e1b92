"""Fill in the SSE themes of the Academy."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.themes.models import Theme

SEED = Path(__file__).parents[2] / "themes.json"


class Command(BaseCommand):
    help = "Fill in the themes of the Academy. Safe to repeat: what an administrator changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        made = [row["slug"] for row in json.loads(SEED.read_text()) if _seed(row)]
        self.stdout.write(f"{len(made)} themes made, {Theme.objects.count()} in all.")


@transaction.atomic
def _seed(row: dict[str, Any]) -> bool:
    """Make the theme unless its slug is there; returns whether it was made."""
    words = {
        f"{field}_{code}": text
        for field in ("name", "description")
        for code, text in row[field].items()
    }
    fields = {"order": row["order"], "colour": row["colour"], **words}
    return Theme.objects.get_or_create(slug=row["slug"], defaults=fields)[1]
