"""Tell a member that the copy of what is theirs is ready. Safe to repeat."""

from forum.exports.events import ExportFinished
from forum.exports.models import Export
from forum.notifications.kinds import Kind
from forum.notifications.listeners import nudge_members
from forum.notifications.models import Notification


def notify_of_export(event: ExportFinished) -> None:
    for member_id in Export.objects.filter(pk=event.export_id).values_list("member", flat=True):
        told = Notification.objects.create_missing(
            [member_id], kind=Kind.EXPORTED, number=0, by_id=member_id, mark=event.export_id
        )
        nudge_members(told)
