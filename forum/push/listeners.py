"""Write a row for each device and new notification.

The worker calls these listeners after those of notifications. Each is safe to repeat: the table
allows one row for a device and a notification.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.account.signals import password_changed, password_set
from django.contrib.auth.signals import user_logged_out
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.events import MemberClosed, SessionsEnded
from forum.bookmarks.events import BookmarkDue
from forum.chat.events import MessageEvent
from forum.enquiries.events import EnquiryWritten
from forum.enquiries.models import EnquiryMessage
from forum.notifications.bookmark_listeners import reminders_of
from forum.notifications.kinds import Kind
from forum.notifications.listeners import load_message, load_post
from forum.notifications.models import Notification
from forum.private_notes.events import NoteSent, ParticipantAdded
from forum.push.kinds import PUSHED
from forum.push.models import DEVICE_IN_SESSION, PushItem, PushSubscription
from forum.push.tasks import enqueue_due_messages
from forum.topics.events import PostEvent

BATCH = 500  # rows that are written at once
NEW = timedelta(hours=6)  # what is older, such as of a restored post, surprises nobody any more


def queue_post(event: PostEvent, after: int | None) -> Iterator[int]:
    """A long job in pieces: it yields the key of the last device of each piece."""
    yield from _queue(Notification.objects.about(load_post(event)), after)


def queue_message(event: MessageEvent, after: int | None) -> Iterator[int]:
    yield from _queue(Notification.objects.about(load_message(event)), after)


def queue_enquiry(event: EnquiryWritten, after: int | None) -> Iterator[int]:
    for message in EnquiryMessage.objects.filter(pk=event.message_id):
        about = Notification.objects.filter(enquiry=message.enquiry_id, mark=message.pk)
        yield from _queue(about, after)


def queue_private_note(event: NoteSent, after: int | None) -> Iterator[int]:
    about = Notification.objects.filter(kind=Kind.PRIVATE_NOTE, mark=event.note_id)
    yield from _queue(about, after)


def queue_participant(event: ParticipantAdded, after: int | None) -> Iterator[int]:
    about = Notification.objects.filter(
        kind=Kind.PARTICIPANT,
        private_conversation=event.conversation_id,
        member=event.added_id,
    )
    yield from _queue(about, after)


def queue_reminder(event: BookmarkDue, after: int | None) -> Iterator[int]:
    keys = [reminder.pk for reminder in reminders_of(event)]
    yield from _queue(Notification.objects.filter(pk__in=keys), after)


def delete_devices_of_closed_account(event: MemberClosed) -> None:
    PushSubscription.objects.filter(member=event.member_id).delete()


def delete_devices_of_ended_sessions(event: SessionsEnded) -> None:
    PushSubscription.objects.filter(session_key__in=event.keys).delete()


@receiver(user_logged_out)
def delete_device_after_sign_out(request: HttpRequest | None, **_: Any) -> None:
    """Django sends this signal before it empties the session, so the key is still known."""
    if request and request.session.session_key:
        PushSubscription.objects.filter(session_key=request.session.session_key).delete()


@receiver([password_changed, password_set])
def keep_device_of_session_with_new_key(request: HttpRequest, user: Any, **_: Any) -> None:
    """A new password changes the key of the session in which it was set. Its contents stay."""
    device = PushSubscription.objects.filter(
        pk=request.session.get(DEVICE_IN_SESSION, 0), member=user.pk
    )
    device.update(session_key=request.session.session_key or "-")


def _queue(notifications: "QuerySet[Notification]", after: int | None) -> Iterator[int]:
    new = notifications.filter(kind__in=PUSHED, read_at=None, created_at__gt=timezone.now() - NEW)
    notification_by_member = dict(new.values_list("member", "pk"))
    devices = PushSubscription.objects.filter(member__in=new.values("member"), pk__gt=after or 0)
    pairs = list(devices.order_by("pk").values_list("pk", "member"))
    for start in range(0, len(pairs), BATCH):
        piece = pairs[start : start + BATCH]
        PushItem.objects.bulk_create(
            [
                PushItem(subscription_id=pk, notification_id=notification_by_member[member])
                for pk, member in piece
                if member in notification_by_member
            ],
            ignore_conflicts=True,
        )
        enqueue_due_messages()
        yield piece[-1][0]
