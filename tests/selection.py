"""Which of the collected tests a run has. `--whole` runs all; a usual run leaves out

- tests marked `whole`, and tests marked `whole_on` for the database of the test,
- two thirds of the drills, which are slow: three commits in a row run all of them, and each about
  the same number of seconds,
- of a test for both databases, one half of the tests on each: two commits in a row run both.
"""

import subprocess
from collections import defaultdict
from zlib import crc32

import pytest
from django.conf import settings

COLLECTED_TESTS = pytest.StashKey[tuple[pytest.Item, ...]]()  # before the selection
DATABASES = ("sqlite", "postgres")


def commit_number() -> int:
    """How many commits led to this one. 0 outside a repository."""
    count = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], cwd=settings.BASE_DIR, capture_output=True
    )
    return int(count.stdout or 0)


def select_tests(items: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The tests of these that a run of the commit of this number has, in the same order."""
    drills = _drills_of_commit(items, number)
    kept = [item for item in items if not _is_left_out(item, drills)]
    other = _on_the_other_database(kept, number)
    return [item for item in kept if item not in other]


def _drills_of_commit(items: list[pytest.Item], number: int) -> set[str]:
    marks = {mark.args for item in items if (mark := item.get_closest_marker("drill"))}
    longest_first = sorted(marks, key=lambda mark: (-mark[1], mark[0]))
    return {name for name, _seconds in longest_first[number % 3 :: 3]}


def _is_left_out(item: pytest.Item, drills: set[str]) -> bool:
    drill = item.get_closest_marker("drill")
    if drill and drill.args[0] not in drills:
        return True
    marks = item.iter_markers("whole_on")
    return bool(item.get_closest_marker("whole")) or any(
        _database_of(item) in mark.args for mark in marks
    )


def _on_the_other_database(items: list[pytest.Item], number: int) -> set[pytest.Item]:
    """The tests that the next commit runs. A test that is here for one database stays."""
    versions: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        database = _database_of(item)
        if database and not item.get_closest_marker("both_databases"):
            versions[item.nodeid.replace(database, "")][database] = item
    left_out = set()
    for name, items_by_database in versions.items():
        if len(items_by_database) == len(DATABASES):
            # Tests of a group share one site, so they need the same database.
            group = items_by_database["sqlite"].get_closest_marker("xdist_group")
            key = str(group.args) if group else name
            database = DATABASES[(crc32(key.encode()) + number) % 2]
            left_out.add(items_by_database[database])
    return left_out


def _database_of(item: pytest.Item) -> str | None:
    """The database among the parameters of a test."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return next((value for value in values if value in DATABASES), None)
