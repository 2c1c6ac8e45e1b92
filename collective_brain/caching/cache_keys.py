"""Which templates and catalogues this process serves: part of the key of all HTML that is kept."""

import hashlib
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation


def key(*parts: object) -> str:
    """Of HTML that is made of `parts`, in the active language, by this release."""
    told = repr((release(), translation.get_language(), *parts))
    return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()


def release() -> str:
    """Changes with the templates and the catalogues; to who works on them, with every request."""
    return uuid.uuid4().hex if settings.DEBUG else _release()


@cache
def _release() -> str:
    found = hashlib.md5(usedforsecurity=False)
    for folder, pattern in (
        (settings.TEMPLATES[0]["DIRS"][0], "*.html"),
        (settings.LOCALE_PATHS[0], "*.po"),
    ):  # type: ignore[index]
        for path in sorted(Path(folder).rglob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
