"""The cache that all processes share. Pages work without it while Redis does not answer."""

import logging
from typing import Any

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
            return _without(default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        try:
            return super().get_many(keys, version)
        except RedisError:
            return _without({})

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(key, *args, **kwargs)
        except RedisError:
            return _without(True)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, *args, **kwargs)
        except RedisError:
            _without(None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return super().set_many(data, *args, **kwargs)
        except RedisError:
            return _without(list(data))


def _without(answer: Any) -> Any:
    logger.exception("The cache does not answer.")
    return answer
