"""Message catalogues without system packages: polib writes what Django reads."""

from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings


def catalogue_paths() -> Iterator[Path]:
    """Every .po file of the project, by language."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Write the .mo beside each .po that is newer than it; how many were written."""
    stale = [path for path in catalogue_paths() if _is_stale(path)]
    for path in stale:
        target = path.with_suffix(".mo")
        waiting = target.with_suffix(".mo.new")  # a reader never sees half a file
        polib.pofile(str(path)).save_as_mofile(str(waiting))
        waiting.replace(target)
    return len(stale)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
