"""System checks of the settings of uploaded files: `manage.py check --deploy`."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks


def check_upload_settings(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for number, (sentence, repair) in enumerate(_find_wrong_settings(), start=1):
        found.append(checks.Error(sentence, hint=repair, id=f"uploads.E{number:03d}"))
    return found


def _find_wrong_settings() -> Iterator[tuple[str, str]]:
    host = settings.UPLOADS_HOST
    if "/" in host:
        yield f"UPLOADS_HOST is {host}, which is an address.", "Set a host name alone."
    if host and host == urlsplit(settings.SITE_URL).netloc:
        yield (
            "UPLOADS_HOST is the host of the site, so the site would send no pages.",
            "Set another name, such as files.brain.example.org, or leave it empty.",
        )
    if settings.UPLOADS_STORAGE_LINKS:
        if not (host and settings.UPLOADS_STORAGE):
            yield (
                "UPLOADS_STORAGE_LINKS needs UPLOADS_STORAGE, and the host of its links.",
                "Set UPLOADS_HOST to that host, such as bucket.s3.example.org.",
            )
        if settings.UPLOADS_STORAGE_OPTIONS.get("querystring_auth") is False:
            yield (
                "querystring_auth is off, so the storage signs no links to private files.",
                "Remove it from UPLOADS_STORAGE_OPTIONS.",
            )
    elif host and host.partition(":")[0] not in settings.ALLOWED_HOSTS:
        yield (
            f"ALLOWED_HOSTS does not have UPLOADS_HOST, so {host} answers with an error.",
            f"Add {host.partition(':')[0]} to ALLOWED_HOSTS.",
        )
