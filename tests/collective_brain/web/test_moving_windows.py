"""The counts of the rate limits: exact, bounded, and safe from a clock or a Redis that fails."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis

from collective_brain.web import rate_limits
from collective_brain.web.moving_windows import MemoryWindows, Rate, RedisWindows, parse_rate

RATES = (Rate(2, 60), Rate(3, 3600))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _redis_at(url: str, seconds: float) -> None:
    """Move the uses in Redis by `seconds`, as a change of its clock would."""
    client: Any = redis.Redis.from_url(url)
    times = [float(at) + seconds for at in client.lrange("limit:ana", 0, -1)]
    client.delete("limit:ana")
    client.rpush("limit:ana", *times)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def windows(request):
    if request.param == "memory":
        return MemoryWindows()
    windows = RedisWindows(request.getfixturevalue("redis_url"), timeout=2)
    windows.clear_all()
    request.addfinalizer(windows.clear_all)
    return windows


def test_the_longest_full_window_decides(windows):
    waits = [windows.seconds_to_wait("ana", RATES, count=True) for _ in range(2)]
    assert waits == [0, 0]
    assert 59 < windows.seconds_to_wait("ana", RATES, count=True) <= 60
    assert windows.seconds_to_wait("ben", RATES, count=True) == 0


def test_many_threads_together_have_one_limit(windows):
    with ThreadPoolExecutor(8) as threads:
        waits = list(
            threads.map(
                lambda _: windows.seconds_to_wait("ana", [Rate(20, 60)], count=True), range(100)
            )
        )
    assert len([wait for wait in waits if wait <= 0]) == 20


def test_a_window_moves():
    clock = Clock()
    windows = MemoryWindows(clock)
    for minute in range(3):
        clock.now = 1000.0 + 40 * minute
        assert windows.seconds_to_wait("ana", RATES, count=True) <= 0
    assert windows.seconds_to_wait("ana", RATES, count=False) == 3600 - 80


def test_ended_windows_leave_the_memory():
    clock = Clock()
    windows = MemoryWindows(clock)
    for number in range(5000):
        windows.seconds_to_wait(f"address {number}", [Rate(5, 60)], count=True)
    clock.now += 61
    windows.seconds_to_wait("ana", [Rate(5, 60)], count=True)
    assert len(windows) == 1


@pytest.mark.redis
def test_a_redis_whose_clock_was_set_back_lets_nobody_wait_for_hours(redis_url):
    windows = RedisWindows(redis_url, timeout=2)
    windows.clear("ana")
    for _ in range(2):
        windows.seconds_to_wait("ana", RATES, count=True)
    _redis_at(redis_url, 7200)
    waits = [windows.seconds_to_wait("ana", RATES, count=True) for _ in range(3)]
    windows.clear("ana")
    assert waits[:2] == [0, 0] and 59 < waits[2] <= 60


def test_a_server_whose_clock_was_set_back_lets_nobody_wait_for_hours(settings, monkeypatch):
    settings.LIMITS = {"post": ["1/minute"]}
    rate_limits.count_use("post", 8)
    earlier = time.time() - 7200
    monkeypatch.setattr(time, "time", lambda: earlier)
    assert 0 < rate_limits.count_use("post", 8) <= 60


def test_a_redis_that_hangs_delays_few_requests_and_limits_stay():
    """Eight threads wait together, not one after the other. Then nobody waits for Redis."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        windows = RedisWindows(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", timeout=0.5)
        start = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            waits = list(
                threads.map(
                    lambda _: windows.seconds_to_wait("ana", [Rate(2, 60)], count=True), range(8)
                )
            )
        assert time.monotonic() - start < 2
        assert len([wait for wait in waits if wait <= 0]) == 2
        start = time.monotonic()
        assert windows.seconds_to_wait("ana", [Rate(2, 60)], count=True) > 0
        assert time.monotonic() - start < 0.1


@pytest.mark.parametrize(
    ("text", "rate"), [("6/minute", (6, 60)), ("10/5 minutes", (10, 300)), ("50/day", (50, 86400))]
)
def test_the_notation_of_rates(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "6", "6/week", "-1/minute", "6/minute, 2/day"])
def test_other_texts_are_no_rates(text):
    with pytest.raises(ValueError, match="is not a rate"):
        parse_rate(text)
