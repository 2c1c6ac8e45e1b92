"""Rate limits: counting, the sentence, addresses behind proxies."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory

from collective_brain.web import rate_limits


@pytest.fixture(autouse=True)
def allow_two_an_hour(settings):
    settings.LIMITS = {"post": ["2/hour", "100/day"]}


def test_the_third_use_has_to_wait():
    assert [rate_limits.count_use("post", 8) for _ in range(2)] == [0, 0]
    assert 3590 <= rate_limits.count_use("post", 8) <= 3600


def test_each_key_has_its_own_count():
    assert [rate_limits.count_use("post", key) for key in (1, 1, 2, 2)] == [0, 0, 0, 0]


def test_a_refused_use_does_not_count(settings):
    settings.LIMITS = {"post": ["1/hour", "2/day"]}
    rate_limits.count_use("post", 8)
    for _ in range(5):
        rate_limits.count_use("post", 8)
    settings.LIMITS = {"post": ["2/day"]}
    assert rate_limits.count_use("post", 8) == 0


def test_asking_for_the_seconds_counts_nothing():
    assert [rate_limits.seconds_to_wait("post", 8) for _ in range(5)] == [0] * 5


def test_many_threads_together_have_one_limit(settings):
    settings.LIMITS = {"post": ["20/hour"]}
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: rate_limits.count_use("post", 8), range(100)))
    assert waits.count(0) == 20


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Wait 1 second,"),
        (45, "Wait 45 seconds,"),
        (61, "Wait 2 minutes,"),
        (3563, "Wait 60 minutes,"),
        (86_000, "Wait 24 hours,"),
    ],
)
def test_the_message_counts_in_seconds_minutes_or_hours(seconds, words):
    assert words in rate_limits.wait_message(seconds)


def test_the_message_says_what_happened_too_often(settings):
    settings.LIMITS = {"sign_up": ["1/hour"], "draft": ["1/minute"]}
    for limit in settings.LIMITS:
        rate_limits.count_use(limit, "203.0.113.5")
    message = rate_limits.wait_message(rate_limits.count_use("sign_up", "203.0.113.5"))
    assert message.startswith("Too many accounts were created from this network. Wait 60 minutes")
    message = rate_limits.wait_message(rate_limits.count_use("draft", "203.0.113.5"))
    assert (
        message.startswith("Too many requests in a short time. Wait 60 ") or "1 minute" in message
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "203.0.113.5"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::6]:443", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "nonsense", "unknown"),
        (1, "", "10.0.0.9"),
    ],
)
def test_only_trusted_proxies_set_the_address(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": forwarded}
    )
    assert rate_limits.client_address(request) == address
