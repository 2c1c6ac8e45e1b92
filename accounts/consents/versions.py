"""The versions of the rules and the privacy notice. Both texts share one number (decision 98).

The texts are in templates/pages/rules.html and privacy.html. tests/accounts/test_consents.py fails
when they change. Then either put the new digest into the newest version, if only the words changed
and not what they mean; or add a version, with what changed in one paragraph. A version that asks
lets members read but not write until they accept it: take that for a new purpose or a new duty.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Version:
    """changed: one paragraph for members. digest: of the English texts; see the test."""

    number: int
    day: date
    changed: Any
    digest: str
    asks: bool

    @property
    def day_in_words(self) -> str:
        return date_format(self.day, _now("j F Y"))


VERSIONS = (
    Version(
        number=1,
        day=date(2026, 11, 30),
        changed=_("The first version that has a number."),
        digest="51df130ff2204f4f",
        asks=False,
    ),
)


def newest() -> Version:
    return VERSIONS[-1]


def needed_number() -> int:
    """The version that a member must have accepted to write; 0 if none asks."""
    return max((version.number for version in VERSIONS if version.asks), default=0)


def newer_than(number: int) -> list[Version]:
    return [version for version in VERSIONS if version.number > number]


def latest_first() -> list[Version]:
    """For a template, which calls it."""
    return list(reversed(VERSIONS))
