"""The cached fragment of a message, with every field that its template shows.

A message's own columns need not be listed: each change takes a new change mark, which is in
`changed`. The nonce identifies the message, also after a backup was restored.
"""

from accounts.models import SHOWN_FIELDS
from collective_brain.caching.fragments import Fragment

MESSAGE = Fragment(
    "chat/_message.html",
    "message",
    [
        *("number", "nonce", "changed", "room.pk", "room.theme_id", "room.topic.theme_id"),
        *(f"author.{field}" for field in SHOWN_FIELDS),
        *("answered.name", "answered.handle", "answered.closed_at"),
    ],
)
