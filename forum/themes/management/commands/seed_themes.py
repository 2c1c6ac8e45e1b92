"""Create the themes of the Academy, from forum/themes/themes.json."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.themes.models import Theme

THEMES_FILE = Path(__file__).parents[2] / "themes.json"


class Command(BaseCommand):
    help = "Create the themes of the Academy. Safe to repeat: existing themes do not change."

    def handle(self, *args: Any, **options: Any) -> None:
        themes = json.loads(THEMES_FILE.read_text())
        created = sum(_create_unless_exists(theme) for theme in themes)
        self.stdout.write(f"{created} themes created, {Theme.objects.count()} in total.")


@transaction.atomic
def _create_unless_exists(theme: dict[str, Any]) -> bool:
    """Returns whether the theme was created. A theme exists if its slug does."""
    names = {f"name_{code}": text for code, text in theme["name"].items()}
    descriptions = {f"description_{code}": text for code, text in theme["description"].items()}
    fields = {"order": theme["order"], "colour": theme["colour"], **names, **descriptions}
    _theme, is_new = Theme.objects.get_or_create(slug=theme["slug"], defaults=fields)
    return is_new
