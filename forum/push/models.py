"""The devices that members get push messages on, and the messages that wait for them."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collective_brain import retention
from collective_brain.outgoing_mail.models import retry_delay
from forum.notifications.models import Notification

MAX_DEVICES = 10  # of one member; the oldest goes
MAX_ATTEMPTS = 8  # about four hours
MAX_FAILURES = 30  # of a device in a row; then it is forgotten, after about a day
KEEP = timedelta(days=7)
DEVICE_IN_SESSION = "push_device"  # the key of the device of a session, in the session


class PushSubscriptionQuerySet(models.QuerySet["PushSubscription"]):
    def of_session(self, member: Any, session_key: str | None) -> "PushSubscriptionQuerySet":
        """The subscription of this browser, as long as its member is signed in."""
        return self.filter(member=member.pk, session_key=session_key or "-")

    def delete_beyond_limit(self, member: Any) -> None:
        newest = self.filter(member=member).order_by("-pk").values_list("pk", flat=True)
        self.filter(pk__in=list(newest[MAX_DEVICES:])).delete()


class PushSubscription(models.Model):
    """One browser of one member, with the address and the keys that it gave us.

    It belongs to a session: signing out ends it. A new password gives the session a new key.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, db_index=True)
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    paused_until = models.DateTimeField(default=timezone.now)

    objects = PushSubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"device {self.pk} of member {self.member_id}"

    def pause(self) -> None:
        """After a failure: wait longer each time, and forget a device that never answers."""
        if self.failures >= MAX_FAILURES:
            self.delete()
            return
        self.failures += 1
        self.paused_until = timezone.now() + retry_delay(self.failures)
        self.save(update_fields=["failures", "paused_until"])


class PushItemQuerySet(models.QuerySet["PushItem"]):
    def due(self) -> "PushItemQuerySet":
        now = timezone.now()
        return self.filter(
            done_at=None,
            due_at__lte=now,
            attempts__lt=MAX_ATTEMPTS,
            subscription__paused_until__lte=now,
        )

    def claim(self, item: "PushItem") -> bool:
        """Count an attempt; whether no other worker was first."""
        attempts = item.attempts + 1
        due_at = timezone.now() + retry_delay(attempts)
        unclaimed = self.filter(pk=item.pk, done_at=None, attempts=item.attempts)
        return bool(unclaimed.update(attempts=attempts, due_at=due_at))

    def delete_old(self) -> None:
        """Periodic task."""
        old = self.filter(created_at__lt=timezone.now() - KEEP).order_by("pk")
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class PushItem(models.Model):
    """A notification for one device. The text is not stored: it is made when it is sent."""

    subscription = models.ForeignKey(PushSubscription, models.CASCADE, related_name="+")
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)  # when it was sent, or no longer needed

    objects = PushItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "notification"], name="push_item_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="push_item_due")
        ]

    def __str__(self) -> str:
        return f"notification {self.notification_id} on device {self.subscription_id}"
