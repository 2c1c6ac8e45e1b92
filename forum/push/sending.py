"""Send what is due. Each message is claimed first, so that two workers do not send the same one.

A worker that is killed after the push service took a message leaves the row as it was. The message
is sent again with the same tag, so that the device shows it once.
"""

import logging
import time
from typing import Any

from django.utils import timezone

from accounts import permissions, sessions
from forum.following.levels import Level
from forum.following.models import ReadPosition
from forum.notifications.models import Notification
from forum.push import delivery, encryption, messages
from forum.push.kinds import PUSHED
from forum.push.models import PushItem, PushSubscription

logger = logging.getLogger(__name__)

SECONDS = 20.0  # of one task
CANDIDATES = 50  # rows looked at before the next query
GONE = (404, 410)  # the browser has ended its subscription


def send_due(seconds: float = SECONDS) -> bool:
    """Send for so many seconds. Whether more is due."""
    end = time.monotonic() + seconds
    while encryption.is_configured() and (items := _due_items()):
        for item in items:
            if PushItem.objects.claim(item):
                _send_one(item)
            if time.monotonic() > end:
                return PushItem.objects.due().exists()
    return False


def _due_items() -> list[PushItem]:
    """At most one for each device, so that a device that does not answer costs one wait."""
    rows = PushItem.objects.due().select_related("subscription__member").order_by("due_at", "pk")
    first_by_device = {item.subscription_id: item for item in reversed(rows[:CANDIDATES])}
    return list(first_by_device.values())


def _send_one(item: PushItem) -> None:
    subscription: Any = item.subscription
    if _has_ended(subscription):
        subscription.delete()
        return
    notification = _still_wanted(item)
    if notification is None:
        _finish(item)
        return
    try:
        message = messages.make(notification, subscription.member)
        status = delivery.post(subscription, message)
    except OSError as error:
        logger.info("push service of %s: %r", subscription, error)
        status = 0
    _note_answer(item, status)


def _note_answer(item: PushItem, status: int) -> None:
    subscription: Any = item.subscription
    if status in GONE:
        subscription.delete()
    elif 200 <= status < 300:
        PushSubscription.objects.filter(pk=subscription.pk).exclude(failures=0).update(failures=0)
        _finish(item)
    else:
        if status:
            logger.warning("push service of %s answered %d", subscription, status)
        subscription.pause()


def _has_ended(subscription: PushSubscription) -> bool:
    """Whether the member has signed out there, or may not be signed in any more."""
    if permissions.refuse_access(subscription.member):
        return bool(subscription.member.closed_at)
    return bool(sessions.ended_keys([subscription.session_key]))


def _still_wanted(item: PushItem) -> Notification | None:
    """The notification, unless it was read, its text is gone, or its topic is muted."""
    member: Any = item.subscription.member
    if permissions.refuse_access(member):
        return None
    visible = Notification.objects.with_visible_target(member).filter(read_at=None, kind__in=PUSHED)
    related = visible.select_related("by", "topic", "theme", "room__theme", "room__topic__theme")
    notification = related.filter(pk=item.notification_id).first()
    if notification and notification.topic and _is_muted(member, notification.topic):
        return None
    return notification


def _is_muted(member: Any, topic: Any) -> bool:
    ReadPosition.objects.attach_reading_state(member, [topic])
    return bool(topic.my_level == Level.MUTED)


def _finish(item: PushItem) -> None:
    PushItem.objects.filter(pk=item.pk).update(done_at=timezone.now())
