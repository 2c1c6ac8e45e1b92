"""Run `manage.py doctor` for a served site, in its shell."""

from bench.served.clients import SiteAccess

_RUN = """
from django.core.management import CommandError, call_command
from django.test import override_settings
with override_settings(SITE_URL={url!r}):
    try:
        call_command("doctor", *{options!r})
    except CommandError as summary:
        print(summary)
"""


def doctor(site: SiteAccess, *options: str) -> list[str]:
    """The lines that doctor prints. It reads the pages of the site, too."""
    return site.shell(_RUN.format(url=site.url, options=options)).splitlines()
