"""Every test begins with no count of any limit, and hashes passwords quickly."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from accounts import limits


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    limits.reset()
    cache.clear()
    yield
    limits.reset()


@pytest.fixture
def events(db: None) -> Callable[[], list[str]]:
    """The names of what happened, oldest first."""
    from forum.journal.models import Event  # only once Django has loaded

    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
