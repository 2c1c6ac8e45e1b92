"""Which backups to keep: `7d,4w,12m` keeps the last one of 7 days, of 4 weeks and of 12 months."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from collective_brain.errors import Refused

NAME = re.compile(r"collective-brain-(\d{8}T\d{6}Z)\.tar\.gz")
TIME_FORMAT = "%Y%m%dT%H%M%SZ"
PART = re.compile(r"(\d+)([dwm])")
PERIODS: dict[str, Callable[[datetime], object]] = {
    "d": lambda time: time.date(),
    "w": lambda time: time.isocalendar()[:2],
    "m": lambda time: (time.year, time.month),
}
DAYS = {"d": 1, "w": 7, "m": 31}

Rule = dict[str, int]  # the number of periods by "d", "w" and "m"


def new_name(time: datetime) -> str:
    return f"collective-brain-{time.astimezone(UTC).strftime(TIME_FORMAT)}.tar.gz"


def parse_rule(text: str) -> Rule:
    """Raises Refused for a text that is not like 7d,4w,12m."""
    parts = [PART.fullmatch(part.strip()) for part in text.split(",")]
    rule = {part[2]: int(part[1]) for part in parts if part}
    if None in parts or not sum(rule.values()):
        raise Refused(f"{text!r} does not say which backups to keep. An example is 7d,4w,12m.")
    return rule


def longest(rule: Rule) -> timedelta:
    """How long the oldest backup stays at most."""
    return timedelta(days=max(DAYS[letter] * count for letter, count in rule.items()))


def names_to_delete(names: Iterable[str], rule: Rule, *, verified: str) -> list[str]:
    """Return the backups that `rule` does not keep. Other files are never among them.

    verified: the newest backup that was read back. It stays, whatever the rule says.
    """
    backups = sorted((name for name in names if NAME.fullmatch(name)), reverse=True)
    kept = {verified}
    for letter, count in rule.items():
        kept |= _newest_of_each(backups, PERIODS[letter], count)
    return [name for name in backups if name not in kept]


def _newest_of_each(
    backups: list[str], period_of: Callable[[datetime], object], count: int
) -> set[str]:
    """The newest backup of each of the last `count` periods that have one. Newest first."""
    newest: dict[object, str] = {}
    for name in backups:
        newest.setdefault(period_of(_time_of(name)), name)
    return set(list(newest.values())[:count])


def _time_of(name: str) -> datetime:
    match = NAME.fullmatch(name)
    assert match
    return datetime.strptime(match[1], TIME_FORMAT)
