"""The cached fragment of a theme in a list, with every field that its template shows."""

from collective_brain.caching.fragments import Fragment

THEME_ROW = Fragment(
    "themes/_row.html",
    "theme",
    ["slug", "name", "colour", "topic_count", "last_post_at"],
)
