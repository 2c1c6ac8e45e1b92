"""Errors that mean "come back later": a server does not answer, or a disk is full (decision 67).

Every exception of a view or middleware passes through `error_pages.server_error`, which asks here.
"""

import errno
import sqlite3

from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
RETRY_AFTER = 5  # seconds; scripts send their texts again after it


def is_unavailability(error: BaseException | None) -> bool:
    if isinstance(error, OperationalError):
        return not _is_wrong_statement(error.__cause__)
    if isinstance(error, OSError) and error.errno in DISK_IS_FULL:  # a temporary file, for instance
        return True
    return isinstance(error, InterfaceError | RedisError)


def _is_wrong_statement(cause: BaseException | None) -> bool:
    """SQLite also reports an operational error for a mistake in the code, or a missing table."""
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
