"""Times are said as "5 min ago" for a week, and then as a date."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils.translation import override

from collective_brain.i18n.relative_time import relative_time, words_of_ages

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


def text_by_script(words: str, age: timedelta) -> str:
    """As formatShortly() of page.js picks it."""
    now, minutes, hours, *days = words.split("|")
    if age >= timedelta(days=1):
        return days[age.days - 1]
    in_minutes = int(age.total_seconds()) // 60
    if in_minutes < 60:
        return minutes.replace("{n}", str(in_minutes)) if in_minutes else now
    return hours.replace("{n}", str(in_minutes // 60))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_scripts_say_the_same_in_every_language(language):
    ages = [timedelta(seconds=20), timedelta(minutes=5), timedelta(hours=19)]
    ages += [timedelta(days=days, hours=3) for days in range(1, 7)]
    with override(language):
        for age in ages:
            assert text_by_script(words_of_ages(), age) == relative_time(NOW - age, NOW)
