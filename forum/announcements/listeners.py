"""Put the announcement where every page finds it."""

from collective_brain.web import announcement as shown
from forum.announcements.models import Announcement


def show_current(_event: object = None) -> None:
    """Listener and periodic task: the cache of the pages may be empty, or be another process."""
    current = Announcement.objects.current()
    shown.store(
        shown.ShownAnnouncement(current.pk, current.level, current.texts, current.ends_at)
        if current
        else None
    )
