"""A line stands above the first message of each day, in the reader's own time zone."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.chat import actions as chat
from forum.chat.day_lines import day_lines
from tests import factories as make

pytestmark = pytest.mark.django_db

TIMES = [
    (1, datetime(2026, 11, 28, 22, 30, tzinfo=UTC)),
    (2, datetime(2026, 11, 28, 23, 30, tzinfo=UTC)),
    (3, datetime(2026, 11, 29, 9, 0, tzinfo=UTC)),
]


def days_of(lines: dict[int, str]) -> list[tuple[int, str]]:
    return [(number, re.findall(r'datetime="(.+?)"', line)[0]) for number, line in lines.items()]


def shown_order(page: str) -> list[str]:
    """The days and the message numbers of a page, in order."""
    found = re.findall(r'<time datetime="([\d-]{10})" data-day>|data-number="(\d+)"', page)
    return [day or number for day, number in found]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("UTC", [(1, "2026-11-28"), (3, "2026-11-29")]),
        ("Africa/Nairobi", [(1, "2026-11-29")]),
        ("Europe/Zurich", [(1, "2026-11-28"), (2, "2026-11-29")]),
    ],
)
def test_a_day_begins_at_midnight_of_the_reader(zone, days):
    assert days_of(day_lines(TIMES, ZoneInfo(zone))) == days


def test_the_page_has_one_line_a_day(client):
    room = make.room()
    for _number, at in TIMES:
        make.message(room, at=at)
    page = client.get(room.get_absolute_url()).content.decode()
    assert shown_order(page) == ["2026-11-28", "1", "2", "2026-11-29", "3"]
    assert "Saturday, 28 November 2026" in page
    client.cookies["time_zone"] = "Africa/Nairobi"
    page = client.get(room.get_absolute_url()).content.decode()
    assert shown_order(page) == ["2026-11-29", "1", "2", "3"]


def test_a_deleted_message_begins_no_day(client):
    room, author = make.room(), make.member()
    first, _second, _third = (make.message(room, author, at=at) for _number, at in TIMES)
    chat.delete(first, author)
    page = client.get(room.get_absolute_url()).content.decode()
    assert shown_order(page) == ["1", "2026-11-28", "2", "2026-11-29", "3"]
