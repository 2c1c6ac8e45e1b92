"""Every test begins with no count of any limit, and hashes passwords quickly."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import SettingsWrapper

from accounts import limits
from forum.journal.models import Event


@pytest.fixture(autouse=True)
def fresh_limits(settings: SettingsWrapper) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    limits.reset()
    cache.clear()
    yield
    limits.reset()


@pytest.fixture
def events(db: None) -> Callable[[], list[str]]:
    """The names of what happened, oldest first."""
    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
