"""Times are said as "5 min ago" for a week, and then as a date."""

from datetime import UTC, datetime, timedelta

import pytest

from collective_brain.i18n.relative_time import relative_time

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "23 Nov 2026"),
    ],
)
def test_a_time_is_said_in_its_largest_unit(age, text):
    assert relative_time(NOW - age, NOW) == text
