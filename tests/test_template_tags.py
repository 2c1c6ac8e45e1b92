"""A template may load only the tags of its own package and of packages below it.

import-linter checks the imports of Python modules (make lint).
"""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LOAD = re.compile(r"{%-?\s*load\s+([^%]+?)\s*%}")
# The packages with template tags, lowest first, as in the layers of import-linter.
LAYERS = [
    "themes",
    "topics",
    "chat",
    "drafts",
    "search",
    "following",
    "notifications",
    "composing",
    "pages",
]
PACKAGES = set(LAYERS)
# Each exception says why a template needs the tag of a higher package.
EXCEPTIONS: dict[str, set[str]] = {
    "chat/_say_or_why.html": {"drafts"},  # the draft of the member
    "chat/edit.html": {"drafts"},
    "chat/room.html": {"following"},  # the read position
    "topics/_reply_or_why.html": {"drafts"},
    "topics/edit.html": {"drafts"},
    "topics/start.html": {"composing", "drafts"},  # similar topics
    # unread topics, the form to follow, and who is in the room
    "topics/theme.html": {"chat", "following"},
    # the read position, the form to follow, and who is in the room
    "topics/topic.html": {"chat", "following"},
}


def loaded_tags() -> list[tuple[str, str]]:
    """(template, package with the tags that it loads) for all templates."""
    return sorted(
        (path.relative_to(TEMPLATES).as_posix(), library)
        for path in TEMPLATES.rglob("*.*")
        for match in LOAD.finditer(path.read_text())
        for library in match[1].split(" from ")[-1].split()
        if library in PACKAGES
    )


def test_templates_load_tags_of_lower_packages_and_the_listed_exceptions():
    of_higher_packages = {
        (template, library) for template, library in loaded_tags() if _is_above(library, template)
    }
    assert of_higher_packages == {
        (template, library) for template, libraries in EXCEPTIONS.items() for library in libraries
    }


def _is_above(library: str, template: str) -> bool:
    folder = template.split("/")[0]
    return folder in PACKAGES and LAYERS.index(library) > LAYERS.index(folder)
