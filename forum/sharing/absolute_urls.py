"""Addresses with the name of the site, for programs that read them elsewhere."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest


def absolute_url(request: HttpRequest, path: str) -> str:
    """`path` on SITE_URL, so that a site with several names has one address for each page."""
    return urljoin(settings.SITE_URL or request.build_absolute_uri("/"), path)
