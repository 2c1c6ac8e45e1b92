"""The outermost ring: which slice's tags a page may use. import-linter watches the Python (make lint)."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LOAD = re.compile(r"{%-?\s*load\s+([^%]+?)\s*%}")
# Who may import whom, lowest first; a folder of templates may load its own slice's tags and those below it.
ORDER = [
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
SLICES = set(ORDER)
# A page shows what stands beside it; each exception says why a lower slice's page needs a higher one's tag.
EXCEPTIONS: dict[str, set[str]] = {
    "chat/_say_or_why.html": {"drafts"},  # what one began to write
    "chat/edit.html": {"drafts"},
    "chat/room.html": {"following"},  # where one stopped reading
    "topics/_reply_or_why.html": {"drafts"},
    "topics/edit.html": {"drafts"},
    "topics/start.html": {"composing", "drafts"},  # topics like the one that is being started
    "topics/theme.html": {"following"},  # what is new for me, and the form to follow
    "topics/topic.html": {"following"},  # where one stopped reading, and the form to follow
}


def loads() -> list[tuple[str, str]]:
    """(template, slice whose tags it loads), for all templates."""
    return sorted(
        (path.relative_to(TEMPLATES).as_posix(), library)
        for path in TEMPLATES.rglob("*.*")
        for match in LOAD.finditer(path.read_text())
        for library in match[1].split(" from ")[-1].split()
        if library in SLICES
    )


def test_pages_use_the_tags_of_lower_slices_and_the_listed_exceptions():
    higher = {(template, library) for template, library in loads() if _is_above(library, template)}
    assert higher == {
        (template, library) for template, libraries in EXCEPTIONS.items() for library in libraries
    }


def _is_above(library: str, template: str) -> bool:
    folder = template.split("/")[0]
    return folder in SLICES and ORDER.index(library) > ORDER.index(folder)
