"""These tests are about the caches of HTML, so they run with them also when FAST_PATHS=0."""

import pytest


@pytest.fixture(autouse=True)
def _caches_of_html(settings):
    memory = {
        "BACKEND": "collective_brain.caching.backends.SizedMemoryCache",
        "OPTIONS": {"MAX_BYTES": 1_000_000},
    }
    settings.FAST_PATHS = True
    settings.CACHES = {
        **settings.CACHES,
        **{name: memory | {"LOCATION": name} for name in settings.CACHED_IN_MEMORY},
    }
