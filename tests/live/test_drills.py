"""The quick half of the drills (`make drills` runs all, 20 times): once each, and nothing is lost."""

import time

import pytest

from bench.drills import sites
from bench.drills.__main__ import MUST_BE_ZERO
from bench.drills.attacks import ATTACKS
from bench.drills.participants import Participants
from bench.drills.plan import QUICK, guarded
from bench.served.sites import wait_until
from deploy import scale
from tests.live.test_scale import MISSING
from tests.sites import prepared_folder

ON_SMALL = ["kill-server", "frames-lost", "link-cut", "link-silent", "link-half-open"]
ON_LARGE = ["kill-one-of-two", "kill-database", "kill-worker", "redis-away"]
MOST_GROWTH = 250  # MB; the first pages alone take 50
LONGEST = 10_000  # ms of another's page during an attack; the machine may have other things to do


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    with sites.small_site(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.fixture(scope="module")
def its_own_limits(tmp_path_factory):
    with guarded(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with sites.large_site(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.mark.xdist_group("small drills")
@pytest.mark.parametrize("name", ON_SMALL)
def test_on_the_small_size(small, name):
    nothing_is_lost(QUICK[name].run(small, 2))


@pytest.mark.xdist_group("large drills")
@pytest.mark.parametrize("name", ON_LARGE)
def test_on_the_large_size(large, name):
    nothing_is_lost(QUICK[name].run(large, 1))


@pytest.mark.xdist_group("attacks")
@pytest.mark.parametrize("name", [name.replace("_", "-") for name in ATTACKS])
def test_an_attack_is_only_noticed(its_own_limits, name):
    row = QUICK[name].run(its_own_limits, 1)
    nothing_is_lost(row)
    assert (
        row["refused_pages"] == row["refused_texts"] == 0
        and row["longest_ms"] < LONGEST
        and row["grown_mb"] < MOST_GROWTH
    )


SPOIL = """
from forum.chat.models import Message
third, second, first = Message.objects.filter(source__startswith="Text").order_by("-number")[:3]
first.delete()
numbers = second.number, third.number
Message.objects.filter(pk=second.pk).update(number=10**6, source=third.source, author=third.author)
Message.objects.filter(pk=third.pk).update(number=numbers[0])
Message.objects.filter(pk=second.pk).update(number=numbers[1])
"""


@pytest.mark.xdist_group("small drills")
def test_what_is_lost_doubled_or_out_of_order_is_counted(small):
    with Participants(small) as participants:
        wait_until(
            lambda: (
                len(participants.probe.acknowledged)
                + sum(len(w.acknowledged) for w in participants.writers)
                > 20
            )
        )
        participants.stop_writing()
        participants.until_seen(time.monotonic())
        small.shell(SPOIL)
        row = participants.row("spoilt", 1)
    assert (row["lost"], row["doubled"]) == (1, 1)
    assert row["disordered"] >= 3  # the hole, and two under another number
    assert row["unseen"] == 2


def nothing_is_lost(row):
    print(row)
    assert not any(row[name] for name in MUST_BE_ZERO)
    assert row["acknowledged"]
