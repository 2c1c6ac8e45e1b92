"""Tell facilitators about texts that wait, and authors what was decided.

The worker calls these listeners. Each is safe to repeat.
"""

from forum.notifications import recipients
from forum.notifications.decisions import decision_fields
from forum.notifications.kinds import Kind
from forum.notifications.listeners import delete_rows, notify, nudge_members
from forum.notifications.models import Notification
from forum.screening.events import (
    HeldPostApproved,
    HeldPostEvent,
    HeldPostRejected,
    PostHeld,
)
from forum.screening.models import HeldPost


def notify_of_held_post(event: PostHeld) -> None:
    """Tell the facilitators of the theme; administrators where it has none."""
    for held in HeldPost.objects.waiting().with_places().filter(pk=event.held_id):
        theme = held.home_theme
        told = Notification.objects.create_missing(
            recipients.facilitators_or_administrators(theme, exclude={held.author_id}),
            kind=Kind.HELD,
            number=held.pk,
            by_id=held.author_id,
            theme_id=theme.pk,
            mark=held.pk,
        )
        nudge_members(told)


def delete_notifications_of_held_post(event: HeldPostEvent) -> None:
    about = Notification.objects.filter(kind=Kind.HELD, mark=event.held_id)
    delete_rows(about.values_list("pk", "member"))


def notify_of_approval(event: HeldPostApproved) -> None:
    """Tell the author. The facilitators have nothing left to do."""
    _mark_read(event)
    for held in HeldPost.objects.with_places().filter(pk=event.held_id):
        if held.post:
            notify([held.author_id], Kind.APPROVED, held.post, by_id=event.by, mark=held.pk)


def notify_of_rejection(event: HeldPostRejected) -> None:
    _mark_read(event)
    for held in HeldPost.objects.with_places().filter(pk=event.held_id):
        theme = held.home_theme
        told = Notification.objects.create_missing(
            recipients.members_who_may_read(theme, [held.author_id]),
            kind=Kind.REJECTED,
            number=0,
            by_id=event.by,
            theme_id=theme.pk,
            text=event.why,
            mark=event.mark,
            **decision_fields(event),
        )
        nudge_members(told)


def _mark_read(event: HeldPostEvent) -> None:
    waiting = Notification.objects.filter(kind=Kind.HELD, mark=event.held_id, read_at=None)
    member_ids = set(waiting.values_list("member", flat=True))
    waiting.mark_read()
    nudge_members(member_ids)
