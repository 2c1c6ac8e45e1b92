"""A digest is due at 7 in the morning where the member is, also when the clocks change."""

from datetime import UTC, date, datetime

import pytest

from forum.mail.digests.schedule import last_morning, morning_of, next_morning, zone_of


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        ("UTC", "2026-11-30T06:59", "2026-11-30T07:00"),
        ("UTC", "2026-11-30T07:00", "2026-12-01T07:00"),
        ("America/Lima", "2026-11-30T07:00", "2026-11-30T12:00"),
        ("Asia/Kathmandu", "2026-11-30T00:00", "2026-11-30T01:15"),
        ("Pacific/Auckland", "2026-11-30T12:00", "2026-11-30T18:00"),
        # Paris: the clocks change on 25 October 2026 and on 28 March 2027.
        ("Europe/Paris", "2026-10-24T05:00", "2026-10-25T06:00"),
        ("Europe/Paris", "2027-03-27T06:00", "2027-03-28T05:00"),
        ("Nowhere/Unknown", "2026-11-30T06:00", "2026-11-30T07:00"),
        ("../etc/passwd", "2026-11-30T06:00", "2026-11-30T07:00"),
    ],
)
def test_the_next_morning_is_at_7_in_the_zone_of_the_member(zone, after, expected):
    assert next_morning(moment(after), zone_of(zone), None) == moment(expected)


def test_a_weekly_digest_is_due_on_the_weekday_of_the_member():
    monday_in_auckland = next_morning(moment("2026-12-02T00:00"), zone_of("Pacific/Auckland"), 0)
    assert monday_in_auckland == moment("2026-12-06T18:00")  # a Sunday in UTC
    assert next_morning(moment("2026-11-30T07:00"), UTC, 0) == moment("2026-12-07T07:00")


def test_the_last_morning_is_the_one_before_or_now():
    assert last_morning(moment("2026-11-30T06:59"), UTC, None) == date(2026, 11, 29)
    assert last_morning(moment("2026-11-30T07:00"), UTC, None) == date(2026, 11, 30)
    assert last_morning(moment("2026-12-02T07:00"), UTC, 0) == date(2026, 11, 30)


def test_a_morning_is_one_moment_of_the_day():
    assert morning_of(date(2026, 7, 1), zone_of("Europe/Paris")) == moment("2026-07-01T05:00")
