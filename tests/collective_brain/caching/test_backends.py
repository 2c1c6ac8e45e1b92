"""A cache in memory has a limit in bytes, whatever is stored in it."""

import pytest
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache as django_cache
from django.core.cache import caches

from collective_brain.caching.backends import (
    ENTRY_BYTES,
    LEAST_ENTRIES_TO_CULL,
    SizedMemoryCache,
    UnevictedMemoryCache,
)
from forum.search import stemmer, tokenizer


@pytest.fixture
def cache():
    cache = SizedMemoryCache("test", {"OPTIONS": {"MAX_BYTES": 10_000}})
    cache.clear()
    yield cache
    cache.clear()


@pytest.fixture
def counters():
    cache = UnevictedMemoryCache("counters of a test", {})
    cache.clear()
    yield cache
    cache.clear()


def test_entries_that_were_unused_the_longest_are_dropped_when_their_bytes_exceed_the_limit(cache):
    for number in range(3):
        cache.set(f"key-{number}", "x" * 2_500)
    cache.get("key-0")
    cache.set("key-3", "x" * 2_500)
    kept = [number for number in range(4) if cache.get(f"key-{number}")]
    assert kept == [0, 2, 3] and cache.used_bytes <= 10_000


def test_many_small_entries_are_limited_too(cache):
    for number in range(1_000):
        cache.set(str(number), 1)
    assert len(cache._cache) < 10_000 / ENTRY_BYTES and cache.get("999") == 1


def test_an_entry_longer_than_the_cache_is_not_stored_and_drops_nothing_else(cache):
    cache.set("small", "x")
    cache.set("long", "x" * 20_000)
    assert cache.get("long") is None and cache.get("small") == "x"


def test_replaced_expired_and_deleted_entries_leave_no_bytes(cache):
    cache.set("a", "x" * 1_000)
    cache.set("a", "x" * 2_000)
    cache.add("b", "x", timeout=-1)
    cache.add("b", "x" * 3_000)
    cache.set("c", 1)
    cache.incr("c")
    cache.set_many({"d": 1, "e": 2}, timeout=-1)
    assert cache.get_many(["d", "e"]) == {}
    for key in "abc":
        cache.delete(key)
    assert cache.used_bytes == 0


def test_a_second_instance_of_another_thread_counts_in_the_same_total(cache):
    other = SizedMemoryCache("test", {"OPTIONS": {"MAX_BYTES": 10_000}})
    cache.set("a", "x" * 8_000)
    other.set("b", "x" * 8_000)
    assert cache.get("a") is None and cache.used_bytes == other.used_bytes < 10_000


def test_every_cache_in_memory_but_that_of_counters_has_a_limit_in_bytes():
    for name, options in settings.CACHES.items():
        expected = UnevictedMemoryCache if name == "default" else SizedMemoryCache
        assert options["BACKEND"].endswith(expected.__name__), name


def test_long_runs_of_letters_are_not_cached():
    """100,000 runs of 50,000 letters would take 5 GB."""
    before = tokenizer._cached_tokens.cache_info().currsize
    for letter in "abcdefgh":
        assert tokenizer.words(letter * 50_000) == [letter * tokenizer.MAX_WORD_LENGTH]
    assert tokenizer._cached_tokens.cache_info().currsize == before
    for cached in (tokenizer._cached_tokens, stemmer.stem):
        assert cached.cache_info().maxsize <= 50_000


def test_the_cache_of_counters_drops_only_what_is_over(counters):
    counters.set("attempts of ana", 5, timeout=300)
    for number in range(2_000):
        counters.set(f"over-{number}", 1, timeout=-1)
    for number in range(2_000):
        counters.set(f"counts-{number}", 1, timeout=300)
    kept = [key for key in counters._cache if "over" not in key]
    assert counters.get("attempts of ana") == 5 and len(kept) == 2_001
    assert len(counters._cache) < 2_001 + 2 * LEAST_ENTRIES_TO_CULL


def test_the_limits_of_allauth_are_in_a_cache_that_drops_none_before_its_time():
    assert ratelimit.cache is django_cache
    assert isinstance(caches["default"], UnevictedMemoryCache)
    assert settings.SESSION_CACHE_ALIAS == "sessions"
