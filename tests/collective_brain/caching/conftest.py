"""These tests are about the caches of HTML, so they run with them also when FAST_PATHS=0."""

import pytest


@pytest.fixture(autouse=True)
def _caches_of_html(settings):
    memory = {
        "BACKEND": "collective_brain.caching.backends.SizedMemoryCache",
        "OPTIONS": {"MAX_BYTES": 1_000_000},
    }
    settings.CACHES = {
        **settings.CACHES,
        "pages": memory | {"LOCATION": "pages"},
        "fragments": memory | {"LOCATION": "fragments"},
    }
