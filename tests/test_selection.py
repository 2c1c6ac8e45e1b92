"""The runs of a few commits together have every test."""

import re

from tests.selection import COLLECTED_TESTS, DATABASES, select_tests


def test_six_commits_in_a_row_run_every_test_that_is_not_for_whole_runs(pytestconfig):
    collected = pytestconfig.stash[COLLECTED_TESTS]
    run = {item.nodeid for number in range(6) for item in select_tests(list(collected), number)}
    missing = {item for item in collected if item.nodeid not in run}
    assert [
        item.nodeid
        for item in missing
        if not item.get_closest_marker("whole") and not item.get_closest_marker("whole_on")
    ] == []


def test_each_commit_runs_a_test_for_both_databases_on_one_of_them(pytestconfig):
    collected = [
        item
        for item in pytestconfig.stash[COLLECTED_TESTS]
        if not any(map(item.get_closest_marker, ("whole", "whole_on", "drill")))
    ]
    names = {_without_database(item.nodeid) for item in collected}
    for number in (0, 1):
        selected = select_tests(list(collected), number)
        assert {_without_database(item.nodeid) for item in selected} == names


def _without_database(name: str) -> str:
    return re.sub("|".join(DATABASES), "", name)
