"""What waits to be mailed to members."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collective_brain import retention
from collective_brain.outgoing_mail.models import MAX_ATTEMPTS, retry_delay
from forum.enquiries.models import Enquiry
from forum.mail.delivery.domains import MAX_LENGTH, MailDomain
from forum.mail.digests.plans import DigestPlan as DigestPlan
from forum.mail.kinds import MailKind
from forum.mail.preferences import MailSettings as MailSettings
from forum.mail.preferences import PlaceChoice as PlaceChoice
from forum.private_notes.models import PrivateConversation
from forum.topics.models import Topic

KEEP = timedelta(days=30)  # after it was sent or dropped


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("no longer needed")


class MailItemQuerySet(models.QuerySet["MailItem"]):
    def waiting(self) -> "MailItemQuerySet":
        return self.filter(state=State.WAITING, attempts__lt=MAX_ATTEMPTS)

    def due(self) -> "MailItemQuerySet":
        """What can be sent now. A domain is stored when it lets a mail wait for the first time."""
        due = self.waiting().filter(due_at__lte=timezone.now())
        return due.exclude(domain__in=MailDomain.objects.waiting().values("domain"))

    def given_up(self) -> "MailItemQuerySet":
        return self.filter(state=State.WAITING, attempts__gte=MAX_ATTEMPTS)

    def failed(self) -> "MailItemQuerySet":
        """Those that the mail server refused at least once, and that are not sent."""
        return self.filter(state=State.WAITING).exclude(error="")

    def with_same_place(self, item: "MailItem") -> "MailItemQuerySet":
        """What is one mail with `item`: the same member, the same topic or enquiry, never tried."""
        untried = self.filter(state=State.WAITING, attempts=0, member=item.member_id)
        if item.alone:
            return untried.filter(pk=item.pk)
        return untried.filter(
            topic=item.topic_id,
            enquiry=item.enquiry_id,
            private_conversation=item.private_conversation_id,
            alone=False,
        )

    def in_mail(self, member_id: int, message_id: str) -> "MailItemQuerySet":
        return self.filter(member=member_id, message_id=message_id, state=State.WAITING)

    def count_mails_since(self, member_id: int, moment: datetime) -> int:
        sent = self.filter(member=member_id, state=State.SENT, done_at__gte=moment)
        return sent.values("message_id").distinct().count()

    def claim(self, item: "MailItem") -> list["MailItem"]:
        """Count an attempt of the mail of `item`; [] if another worker was first.

        The first attempt decides which rows are in the mail, and gives all of them the Message-ID
        of the first. Each worker updates that first row before the others, so that two workers
        never wait for each other.
        """
        with transaction.atomic():
            if item.attempts == 0:
                untried = list(self.with_same_place(item).order_by("pk"))
                if item not in untried:
                    return []
                item = untried[0]
            attempts = item.attempts + 1
            changes = {"attempts": attempts, "due_at": timezone.now() + retry_delay(attempts)}
            if not self.waiting().filter(pk=item.pk, attempts=item.attempts).update(**changes):
                return []
            if item.attempts == 0:
                changes["message_id"] = item.message_id
                self.with_same_place(item).update(**changes)
            mail = self.in_mail(item.member_id, item.message_id)
            mail.exclude(pk=item.pk).update(**changes)
            return list(mail.select_related("member").order_by("pk"))

    def retry(self) -> None:
        """Make it due now. One attempt stays counted, because the rows of a mail stay together."""
        self.filter(attempts__gt=0).update(attempts=1, due_at=timezone.now())

    def finish(self, state: State) -> None:
        self.update(state=state, done_at=timezone.now(), error="")

    def delete_old(self) -> None:
        """Periodic task. What was given up goes, too."""
        old = self.filter(created_at__lt=timezone.now() - KEEP).order_by("pk")
        keys = list(old.values_list("pk", flat=True)[: retention.BATCH])
        self.filter(pk__in=keys).delete()


class MailItem(models.Model):
    """What one member gets by mail about one post or one message, or the digest of one day.

    Several items can be one mail: then they have the same Message-ID. The text is not stored: the
    mail is made when it is sent, by the rules of that moment.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MailKind)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", db_index=False)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, null=True, related_name="+")
    private_conversation = models.ForeignKey(
        PrivateConversation, models.CASCADE, null=True, related_name="+"
    )
    # Of the post in its topic or the private note in its conversation; the key of the message of
    # an enquiry; the day of a digest.
    number = models.PositiveBigIntegerField()
    # A mail of its own, also if there is more about its topic.
    alone = models.BooleanField(default=False, db_default=False)
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    due_at = models.DateTimeField(_("sent after"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("why it failed"), blank=True)
    domain = models.CharField(max_length=MAX_LENGTH, blank=True, default="", db_default="")

    objects = MailItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail to a member")
        verbose_name_plural = _("e-mails to members")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "topic", "number"], name="mail_item_of_post_once"
            ),
            models.UniqueConstraint(
                fields=["member", "enquiry", "number"], name="mail_item_of_message_once"
            ),
            models.UniqueConstraint(
                fields=["member", "number"],
                condition=Q(kind=MailKind.DIGEST.value),
                name="mail_item_of_day_once",
            ),
            models.UniqueConstraint(
                fields=["member", "private_conversation", "number"], name="mail_item_of_note_once"
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=False, enquiry=None, private_conversation=None)
                | Q(topic=None, enquiry__isnull=False, private_conversation=None)
                | Q(topic=None, enquiry=None, private_conversation__isnull=False)
                | Q(kind=MailKind.DIGEST.value, topic=None, enquiry=None),
                name="mail_item_about_one_place",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="mail_item_due"),
            models.Index(fields=["member", "done_at"], name="mail_item_of_day"),
            models.Index(fields=["created_at"], name="mail_item_age"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to member {self.member_id}"
