"""Tell members that no more e-mails are sent to their address."""

from collective_brain.event_log import new_mark
from forum.live.broadcast import nudge
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification


def notify(member_id: int) -> None:
    Notification.objects.create_missing(
        [member_id], kind=Kind.NO_MAIL, number=0, by_id=member_id, mark=new_mark()
    )
    nudge(f"member:{member_id}")
