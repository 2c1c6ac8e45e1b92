"""No request counts against a rate limit before a test."""

import pytest

from collective_brain.web import rate_limits


@pytest.fixture(autouse=True)
def _no_requests_yet() -> None:
    rate_limits.clear_all_counts()
