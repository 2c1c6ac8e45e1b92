"""The cached fragments of topics, with every field that their templates show.

A post's own columns need not be listed: each change of a post takes a new change mark, which is in
`changed`. The nonce identifies the post, also after a backup was restored.
"""

from accounts.models import SHOWN_FIELDS
from collective_brain.caching.fragments import Fragment

POST = Fragment(
    "topics/_post.html",
    "post",
    [
        *("number", "nonce", "changed", "topic.pk", "topic.theme_id", "topic.accepted_number"),
        *("topic.is_question", "answered_name"),
        *(f"author.{field}" for field in SHOWN_FIELDS),
    ],
)
EXCERPT = Fragment(
    "topics/_excerpt.html",
    "post",
    [
        *("nonce", "changed"),
        *("topic.pk", "topic.title", "topic.language", "topic.theme.name", "topic.theme.slug"),
        "topic.theme_id",
        *(f"author.{field}" for field in SHOWN_FIELDS),
    ],
)
# The columns that a row shows. Every change of a topic takes a new change mark, so the mark also
# identifies the newest text.
ROW_FIELDS = (
    *("pk", "theme_id", "slug", "title", "language", "pinned", "closed_at", "hidden_at"),
    *("is_question", "accepted_number"),
    *("post_count", "last_post_at", "last_mark"),
    *("last_poster.name", "last_poster.handle", "last_poster.closed_at"),
    *("last_poster.community", "last_poster.is_staff", "last_poster.facilitates"),
    "last_poster.picture",
)
TOPIC_ROW = Fragment(
    "topics/_row.html", "topic", [*ROW_FIELDS, "theme.name", "theme.slug", "time_ago"]
)
