"""Keys for cached HTML. Every key contains the template version, language and time zone."""

import hashlib
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation


def cache_key(*parts: object) -> str:
    """The key of HTML that depends on `parts`, the active language, time zone and templates."""
    zone = timezone.get_current_timezone_name()
    return short_hash(repr((template_version(), translation.get_language(), zone, *parts)))


def short_hash(text: str) -> str:
    """32 hexadecimal digits. Not for secrets."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def template_version() -> str:
    """A value that changes with the templates and translations.

    With DEBUG it changes on every call.
    """
    return uuid.uuid4().hex if settings.DEBUG else _hash_of_templates_and_translations()


@cache
def _hash_of_templates_and_translations() -> str:
    templates, translations = settings.TEMPLATES[0]["DIRS"][0], settings.LOCALE_PATHS[0]  # type: ignore[index]
    digest = hashlib.md5(usedforsecurity=False)
    for folder, pattern in ((templates, "*.html"), (translations, "*.po")):
        for path in sorted(Path(folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
