"""The cached fragment of a private note, with every field that its template shows.

The nonce is part of the key, and only participants get the HTML.
"""

from accounts.models import SHOWN_FIELDS
from collective_brain.caching.fragments import Fragment

NOTE = Fragment(
    "private_notes/_note.html",
    "note",
    [
        *("number", "nonce", "changed", "private_conversation.pk"),
        *(f"author.{field}" for field in SHOWN_FIELDS),
    ],
)
