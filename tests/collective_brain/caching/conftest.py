"""These tests are about the caches of HTML, so they run with them also when FAST_PATHS=0."""

import pytest


@pytest.fixture(autouse=True)
def _caches_of_html(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {
        **settings.CACHES,
        "pages": memory | {"LOCATION": "pages"},
        "fragments": memory | {"LOCATION": "fragments"},
    }
