"""Which backups a rule such as 7d,4w,12m keeps."""

from datetime import UTC, datetime, timedelta

import pytest

from collective_brain.backups import keeping
from collective_brain.errors import Refused

NOW = datetime(2026, 11, 29, 0, 5, tzinfo=UTC)


def names_of_days(count):
    """A backup of each of the last `count` days, the newest first."""
    return [keeping.new_name(NOW - timedelta(days=age)) for age in range(count)]


def kept(names, rule, verified=""):
    deleted = keeping.names_to_delete(names, keeping.parse_rule(rule), verified=verified)
    return [name for name in names if name not in deleted]


def test_the_last_days_are_kept():
    names = names_of_days(20)
    assert kept(names, "7d") == names[:7]


def test_the_newest_of_each_week_and_month_is_kept():
    names = names_of_days(400)
    days = [name[17:25] for name in kept(names, "7d,4w,12m")]
    assert len(days) <= 7 + 4 + 12
    assert days[:8] == [
        *("20261129", "20261128", "20261127", "20261126", "20261125", "20261124", "20261123"),
        "20261122",
    ]
    assert [day for day in days if day < "20261101"] == [
        *("20261031", "20260930", "20260831", "20260731", "20260630", "20260531"),
        *("20260430", "20260331", "20260228", "20260131", "20251231"),
    ]


def test_days_without_a_backup_do_not_count():
    names = names_of_days(30)[::7]
    assert kept(names, "3d") == names[:3]


def test_several_backups_of_one_day_leave_the_newest():
    names = [keeping.new_name(NOW + timedelta(hours=hour)) for hour in (5, 3, 1)]
    assert kept(names, "7d") == names[:1]


def test_the_newest_verified_backup_stays():
    names = names_of_days(10)
    assert names[9] in kept(names, "1d", verified=names[9])


def test_other_files_are_never_deleted():
    assert keeping.names_to_delete(["notes.txt", "site.tar.gz"], {"d": 1}, verified="") == []


@pytest.mark.parametrize("text", ["", "7", "7y", "7d 4w", "0d", "d", "-1d"])
def test_a_rule_that_keeps_nothing_or_means_nothing_is_refused(text):
    with pytest.raises(Refused, match="An example is 7d,4w,12m"):
        keeping.parse_rule(text)
