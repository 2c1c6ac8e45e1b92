"""Compile .po files to the .mo files that Django reads."""

from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings


def catalogue_paths() -> Iterator[Path]:
    """Yield every .po file of the site, in the order of languages."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))


def compile_catalogues() -> int:
    """Compile each .po file that is newer than its .mo file; return the number of these files."""
    stale = [path for path in catalogue_paths() if _is_stale(path)]
    for path in stale:
        target = path.with_suffix(".mo")
        unfinished = target.with_suffix(".mo.new")  # other processes must not read half a file
        polib.pofile(str(path)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
    return len(stale)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
