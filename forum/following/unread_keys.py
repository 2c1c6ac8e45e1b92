"""The followed topics with something unread, as keys, for the home page.

Plain SQL with the rule of unread_topics.py, because the ORM takes 6 ms to build these queries. A
test compares the two. Hidden topics are left out, because the home page shows them to nobody.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connections, router

from forum.following.models import ReadPosition
from forum.themes.models import closed_themes_sql


class UnreadTopicKey(NamedTuple):
    """A followed topic with something unread."""

    topic_id: int
    theme_id: int
    last_post_at: datetime


def load_unread_topic_keys(member: Any, *, limit: int) -> list[UnreadTopicKey]:
    """The topics of the first Following pages, newest post first, at most `limit`."""
    values = {"member": member.pk, "limit": limit}
    closed = closed_themes_sql(member)
    with connections[router.db_for_read(ReadPosition)].cursor() as cursor:
        cursor.execute(_OPENED_SQL.format(closed=closed), values)
        rows = cursor.fetchall()
        cursor.execute(_NEVER_OPENED_SQL.format(closed=closed), values)
        rows += cursor.fetchall()
    keys = [UnreadTopicKey(*row) for row in rows]
    keys.sort(key=lambda key: (key.last_post_at, key.topic_id), reverse=True)
    return keys[:limit]


_OPENED_SQL = """
    SELECT topic.id, topic.theme_id, topic.last_post_at
    FROM following_position own
    JOIN topics_topic topic ON topic.id = own.topic_id
    LEFT JOIN following_themefollow of_theme
        ON of_theme.theme_id = topic.theme_id AND of_theme.member_id = %(member)s
    WHERE own.member_id = %(member)s AND own.unread_since IS NOT NULL AND topic.hidden_at IS NULL
    AND topic.theme_id NOT IN ({closed})
    AND CASE
        WHEN own.reason = 'chosen' THEN own.level IN ('tracking', 'watching')
        WHEN of_theme.level IN ('tracking', 'watching') THEN TRUE
        ELSE own.reason = 'wrote' AND COALESCE(of_theme.level, 'normal') <> 'muted'
    END
    AND EXISTS (
        SELECT 1 FROM topics_post post
        WHERE post.topic_id = topic.id AND post.number > own.read
        AND post.deleted_at IS NULL AND post.hidden_at IS NULL
    )
    ORDER BY own.unread_since, own.topic_id
    LIMIT %(limit)s
"""
_NEVER_OPENED_SQL = """
    SELECT topic.id, topic.theme_id, topic.last_post_at
    FROM following_themefollow of_theme
    JOIN topics_topic topic ON topic.theme_id = of_theme.theme_id
    WHERE of_theme.member_id = %(member)s AND of_theme.level IN ('tracking', 'watching')
    AND topic.created_at >= of_theme.since AND topic.post_count > 0 AND topic.hidden_at IS NULL
    AND topic.theme_id NOT IN ({closed})
    AND NOT EXISTS (
        SELECT 1 FROM following_position own
        WHERE own.topic_id = topic.id AND own.member_id = %(member)s
    )
    ORDER BY topic.created_at, topic.id
    LIMIT %(limit)s
"""
