"""The quick drills lose nothing, run once each. `make drills` runs all drills 20 times.

CI runs a sample of them (see the marker `drill`); `pytest --whole` runs all.
"""

import time

import pytest

from bench.drills import away, sites
from bench.drills.__main__ import MUST_BE_ZERO
from bench.drills.attacks import ATTACKS
from bench.drills.participants import Participants
from bench.drills.plan import QUICK, small_site_with_limits
from bench.served.sites import wait_until
from deploy import scale
from tests.live.test_scale import MISSING
from tests.sites import prepared_folder

ON_SMALL = [
    "kill-server",
    "backup-sqlite",
    "frames-lost",
    "link-cut",
    "link-silent",
    "link-half-open",
]
ON_LARGE = [
    "backup-postgresql",
    "kill-one-of-two",
    "kill-database",
    "kill-worker",
    "redis-away",
    "postgres-silent",
    "all-away",
]
IN_CI = {
    *("kill-server", "backup-sqlite", "link-cut", "frames-lost"),
    *("kill-one-of-two", "kill-database", "backup-postgresql"),
    *("bombs", "headers-without-end", "sockets-read-slowly"),
}
MAX_GROWTH = 250  # MB; the first pages alone take 50
# Milliseconds of another page during an attack. The machine may be busy with other tests.
MAX_PAGE_TIME = 10_000


def cases(names):
    return [
        name if name in IN_CI else pytest.param(name, marks=pytest.mark.whole) for name in names
    ]


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Other tests use the machine. What waits for a service that is away takes 30 to 60 s."""
    for name in ("HEALTH_WITHIN", "READINESS_WITHIN", "PAGES_WITHIN"):
        monkeypatch.setattr(away, name, 4 * getattr(away, name))


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    with sites.small_site(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.fixture(scope="module")
def site_with_real_limits(tmp_path_factory):
    with small_site_with_limits(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.fixture(scope="module")
def large_site(tmp_path_factory):
    if scale.missing_packages():
        pytest.skip(MISSING)
    with sites.large_site(prepared_folder(tmp_path_factory, demo=False)) as site:
        yield site


@pytest.mark.drill("one process", 20)
@pytest.mark.xdist_group("small drills")
@pytest.mark.parametrize("name", cases(ON_SMALL))
def test_a_drill_on_one_process_loses_nothing(small_site, name):
    assert_nothing_is_lost(QUICK[name].run(small_site, 2))


@pytest.mark.drill("several processes", 30)
@pytest.mark.xdist_group("large drills")
@pytest.mark.parametrize("name", cases(ON_LARGE))
def test_a_drill_on_several_processes_loses_nothing(large_site, name):
    assert_nothing_is_lost(QUICK[name].run(large_site, 1))


@pytest.mark.drill("attacks", 20)
@pytest.mark.xdist_group("attacks")
@pytest.mark.parametrize("name", cases(name.replace("_", "-") for name in ATTACKS))
def test_an_attack_loses_nothing_and_delays_no_page_for_long(site_with_real_limits, name):
    row = QUICK[name].run(site_with_real_limits, 1)
    assert_nothing_is_lost(row)
    assert (
        row["refused_pages"] == row["refused_texts"] == 0
        and row["longest_ms"] < MAX_PAGE_TIME
        and row["grown_mb"] < MAX_GROWTH
    )


@pytest.mark.xdist_group("attacks")
@pytest.mark.parametrize("name", cases(["hall", "mail-silent"]))
def test_a_drill_of_sign_ups_loses_nothing(tmp_path_factory, name):
    drill = QUICK[name]
    with drill.site(prepared_folder(tmp_path_factory, demo=False)) as site:
        assert_nothing_is_lost(drill.run(site, 1))


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
def test_lost_doubled_and_disordered_messages_are_counted(small_site):
    with Participants(small_site) as participants:
        wait_until(
            lambda: (
                len(participants.probe.acknowledged)
                + sum(len(w.acknowledged) for w in participants.writers)
                > 20
            )
        )
        participants.stop_writing()
        participants.wait_until_seen(time.monotonic())
        small_site.shell(SPOIL)
        row = participants.row("spoilt", 1)
    assert (row["lost"], row["doubled"]) == (1, 1)
    assert row["disordered"] >= 3  # the gap, and two messages with another number
    assert row["unseen"] == 2


def assert_nothing_is_lost(row):
    print(row)
    assert not any(row[name] for name in MUST_BE_ZERO)
    assert row["acknowledged"]
