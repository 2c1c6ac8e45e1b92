"""The caches: one that all processes share, and those in the memory of a process.

Pages work without the shared cache while Redis does not answer. A cache in memory is limited in
bytes, because a limit in entries lets long entries fill the memory (decision 55).
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from collective_brain.outages import Outage


@cache
def _outage_of(location: str) -> Outage:
    """Shared by the instances of the cache: each thread has its own."""
    return Outage("Redis (cache)")


class FailSafeRedisCache(RedisCache):
    """While Redis does not answer, reads find nothing and writes are dropped.

    `delete` still fails. Otherwise a session that was ended in the database would come back with
    Redis. One call at a time waits for Redis; the others go on at once.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._outage = _outage_of(server)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self._ask(super().get_many, {}, keys, version)
        return found

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask(super().add, True, key, *args, **kwargs))

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        self._ask(super().set, None, key, *args, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        failed: list[Any] = self._ask(super().set_many, list(data), data, *args, **kwargs)
        return failed

    def delete(self, key: str, version: int | None = None) -> bool:
        if not self._outage.may_try():
            raise RedisConnectionError("Redis did not answer a moment ago.")
        return bool(super().delete(key, version))

    def _ask(
        self, call: Callable[..., Any], answer_without_redis: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if not self._outage.may_try():
            return answer_without_redis
        try:
            answer = call(*args, **kwargs)
        except RedisError as error:
            self._outage.begin(error)
            return answer_without_redis
        self._outage.end()
        return answer


ENTRY_BYTES = 300  # what an entry takes besides its value
LEAST_ENTRIES_TO_CULL = 300

_size_by_key: dict[str, dict[str, int]] = {}  # of the entries of each cache in memory, by its name
_used_bytes: dict[str, int] = {}


class SizedMemoryCache(LocMemCache):
    """Drops the entries that were unused the longest when all together exceed MAX_BYTES.

    Uses private methods of LocMemCache, which holds its lock when it calls them. `_cache` contains
    pickled values, the one used last first.
    """

    _lock: Any
    _cache: Any

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._max_entries = sys.maxsize
        self._max_bytes = int(params["OPTIONS"]["MAX_BYTES"])
        self._name = name
        self._size_by_key = _size_by_key.setdefault(name, {})
        _used_bytes.setdefault(name, 0)

    @property
    def used_bytes(self) -> int:
        return _used_bytes[self._name]

    def clear(self) -> None:
        super().clear()
        with self._lock:
            self._size_by_key.clear()
            _used_bytes[self._name] = 0

    def _set(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT) -> None:
        self._delete(key)
        size = len(value) + len(key) + ENTRY_BYTES
        if size > self._max_bytes:
            return
        super()._set(key, value, timeout)  # type: ignore[misc]
        self._size_by_key[key] = size
        _used_bytes[self._name] += size
        while _used_bytes[self._name] > self._max_bytes:
            self._delete(next(reversed(self._cache)))

    def _delete(self, key: str) -> bool:
        _used_bytes[self._name] -= self._size_by_key.pop(key, 0)
        return bool(super()._delete(key))  # type: ignore[misc]


class UnevictedMemoryCache(LocMemCache):
    """Drops an entry only when its time is over, so it may contain the counts of rate limits.

    Uses private methods of LocMemCache, which calls `_cull` when there are `_max_entries`.
    """

    _cache: Any
    _expire_info: dict[str, float | None]

    def _cull(self) -> None:
        """Drop what is over. Look again when there are twice as many entries, to keep it cheap."""
        ended = [key for key in self._cache if self._has_expired(key)]  # type: ignore[attr-defined]
        for key in ended:
            self._delete(key)  # type: ignore[attr-defined]
        self._max_entries = 2 * max(len(self._cache), LEAST_ENTRIES_TO_CULL)
