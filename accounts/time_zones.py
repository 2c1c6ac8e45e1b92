"""Time zones by the names of cities, for forms (decision 77)."""

import zoneinfo
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.place_names import Row, name_for_reader, read_rows
from collective_brain.i18n import folding

UTC = ("UTC", "UTC")
# By the first part of a zone's name, in the order of the form.
REGIONS: dict[str, Promise] = {
    "Africa": _("Africa"),
    "America": _("Americas"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic Ocean"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
Choice = tuple[str, str]


@cache
def _rows() -> list[Row]:
    """The zones that this machine knows."""
    known = zoneinfo.available_timezones()
    return [row for row in read_rows("time_zones.csv") if row["zone"] in known]


@cache
def _row_by_any_name() -> dict[str, Row]:
    rows = {name: row for row in _rows() for name in row["older_names"].split()}
    return rows | {row["zone"]: row for row in _rows()}


def time_zone_choices(stored: str = "") -> list[Choice | tuple[str, list[Choice]]]:
    """UTC, then the zones of each region, ordered by the city's name in the reader's language.

    stored: the zone that a member has. It is a choice even if it is not offered to others.
    """
    by_region: dict[str, list[Choice]] = {region: [] for region in REGIONS}
    for row in _rows():
        by_region[row["zone"].partition("/")[0]].append((row["zone"], name_for_reader(row)))
    groups = [(str(REGIONS[region]), _sorted(zones)) for region, zones in by_region.items()]
    first = [UTC] if _is_offered(stored) else [(stored, time_zone_name(stored)), UTC]
    return [*first, *groups]


def time_zone_name(zone: str) -> str:
    """The city in the reader's language. A zone without a city is its own name."""
    row = _row_by_any_name().get(zone)
    return name_for_reader(row) if row else zone


def current_time_zone(zone: str) -> str:
    """The offered zone for an older name that browsers send: Asia/Kolkata for Asia/Calcutta."""
    row = _row_by_any_name().get(zone)
    return row["zone"] if row else zone


def _is_offered(zone: str) -> bool:
    return zone in ("", "UTC") or _row_by_any_name().get(zone, {}).get("zone") == zone


def _sorted(zones: list[Choice]) -> list[Choice]:
    return sorted(zones, key=lambda choice: folding.fold(choice[1]))
