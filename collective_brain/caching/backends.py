"""The caches: one that all processes share, and those in the memory of a process.

Pages work without the shared cache while Redis does not answer. A cache in memory is limited in
bytes, because a limit in entries lets long entries fill the memory (decision 55).
"""

import logging
import sys
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FailSafeRedisCache(RedisCache):
    """While Redis does not answer, reads find nothing and writes are dropped.

    `delete` still fails. Otherwise a session that was ended in the database would come back with
    Redis.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return _log_and_return(default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        try:
            return super().get_many(keys, version)
        except RedisError:
            return _log_and_return({})

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(key, *args, **kwargs)
        except RedisError:
            return _log_and_return(True)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, *args, **kwargs)
        except RedisError:
            _log_and_return(None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return super().set_many(data, *args, **kwargs)
        except RedisError:
            return _log_and_return(list(data))


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


def _log_and_return(answer: Any) -> Any:
    logger.exception("The cache does not answer.")
    return answer
