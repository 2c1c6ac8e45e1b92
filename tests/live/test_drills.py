"""The quick half of the drills (`make drills` runs all, 20 times): once each, and nothing is lost."""

import pytest

from bench.drills import houses
from bench.drills.__main__ import MUST_BE_ZERO
from bench.drills.plan import DRILLS
from deploy import scale
from tests.live.test_scale import MISSING
from tests.sites import _prepared

ON_SMALL = ["kill-server"]
ON_LARGE = ["kill-one-of-two", "kill-database", "kill-worker"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    with houses.small(_prepared(tmp_path_factory, demo=False)) as house:
        yield house


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    if scale.missing():
        pytest.skip(MISSING)
    with houses.large(_prepared(tmp_path_factory, demo=False)) as house:
        yield house


@pytest.mark.xdist_group("small drills")
@pytest.mark.parametrize("name", ON_SMALL)
def test_on_the_small_size(small, name):
    nothing_is_lost(DRILLS[name].run(small, 1))


@pytest.mark.xdist_group("large drills")
@pytest.mark.parametrize("name", ON_LARGE)
def test_on_the_large_size(large, name):
    nothing_is_lost(DRILLS[name].run(large, 1))


def nothing_is_lost(row):
    print(row)
    assert not any(row[name] for name in MUST_BE_ZERO)
    assert row["acknowledged"] > 5
