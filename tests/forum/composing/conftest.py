"""A fresh count of what was asked before each test."""

import pytest

from accounts import limits


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    limits.reset()
