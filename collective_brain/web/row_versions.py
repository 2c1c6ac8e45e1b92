"""The version of a row that a form shows, so that a form from before a change is refused.

The form sends the version back in a hidden field, and the action compares it under the lock.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

LENGTH = 16  # hexadecimal digits


def row_version(row: Any, fields: Iterable[str]) -> str:
    """A short text that changes when one of `fields` changes."""
    values = [str(getattr(row, field)) for field in fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:LENGTH]
