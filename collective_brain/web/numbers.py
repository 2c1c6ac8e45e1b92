"""Numbers that people and links put into addresses.

A number has ASCII digits and fits a column: PostgreSQL and SQLite refuse larger ones with an error.
"""

from datetime import UTC, datetime

from django.http import Http404

MAX_NUMBER = 2**31 - 1  # of an integer column
MAX_KEY = 2**63 - 1  # of a primary key
_MAX_DIGITS = 19


def parse_number(text: str, default: int, *, maximum: int = MAX_NUMBER) -> int:
    """The number that `text` shows; `default` if it shows none from 0 to `maximum`."""
    if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS and int(text) <= maximum:
        return int(text)
    return default


def number_or_404(text: str, *, maximum: int = MAX_NUMBER) -> int:
    """The number that `text` shows. Raises Http404 if it shows none from 0 to `maximum`."""
    number = parse_number(text, -1, maximum=maximum)
    if number < 0:
        raise Http404
    return number


def numbers_in_key(key: str, count: int) -> tuple[int, ...]:
    """The numbers in "0.1700000000000000.17", the key of a row in a list.

    Raises ValueError if they are not `count` numbers from 0 to MAX_KEY.
    """
    numbers = tuple(parse_number(part, -1, maximum=MAX_KEY) for part in key.split("."))
    if len(numbers) != count or min(numbers) < 0:
        raise ValueError(key)
    return numbers


def moment_from_key(microseconds: int) -> datetime:
    """The moment that a key of a row names. Raises ValueError if it is no moment of a calendar."""
    try:
        return datetime.fromtimestamp(microseconds / 1_000_000, tz=UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(microseconds) from error
