"""A fresh count of what was asked before each test."""

import pytest

from collective_brain.web import rate_limits


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    rate_limits.clear_all_counts()
