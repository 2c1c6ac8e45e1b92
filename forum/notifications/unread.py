"""The unread notifications of a member, for the bell on every page.

Plain SQL: the ORM would take as long as the rest of the header.
"""

from typing import Any, NamedTuple

from django.db import connections, router

from forum.notifications.kinds import READ_WHEN_SEEN
from forum.notifications.models import Notification
from forum.notifications.notification_queries import MAX_COUNTED

_SQL = """
    SELECT kind, topic_id, room_id, number FROM notifications_notification
    WHERE member_id = %s AND read_at IS NULL
    ORDER BY id DESC LIMIT %s
"""


class UnreadNotification(NamedTuple):
    """number: of the post in its topic or the message in its room, which may both be None."""

    kind: str
    topic_id: int | None
    room_id: int | None
    number: int | None

    def is_on_page(self, stream: str, first: int, last: int) -> bool:
        """Whether it is about a post or message of `stream` with a number in first..last."""
        if self.kind not in READ_WHEN_SEEN or self.number is None:
            return False
        own_stream = f"topic:{self.topic_id}" if self.topic_id else f"room:{self.room_id}"
        return own_stream == stream and first <= self.number <= last


def newest_unread(member: Any) -> list[UnreadNotification]:
    """The newest unread ones, at most MAX_COUNTED + 1."""
    with connections[router.db_for_read(Notification)].cursor() as cursor:
        cursor.execute(_SQL, [member.pk, MAX_COUNTED + 1])
        return [UnreadNotification(*row) for row in cursor.fetchall()]
