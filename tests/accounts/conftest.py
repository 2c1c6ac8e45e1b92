"""What tests of accounts share."""

from collections.abc import Callable

import pytest


@pytest.fixture
def events(db: None) -> Callable[[], list[str]]:
    """The names of what happened, oldest first."""
    from collective_brain.event_log.models import Event  # only once Django has loaded

    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
