"""Fixtures of the tests of accounts."""

from collections.abc import Callable

import pytest


@pytest.fixture
def events(db: None) -> Callable[[], list[str]]:
    """A function that returns the names of all events, the oldest first."""
    from collective_brain.event_log.models import Event  # Django must be loaded first

    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
