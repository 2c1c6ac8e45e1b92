"""The table of mails that wait to be sent."""

from datetime import timedelta
from email.utils import make_msgid
from typing import Any, ClassVar

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.utils import DNS_NAME
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collective_brain.outgoing_mail import envelopes

MAX_ATTEMPTS = 30  # about a day
KEEP_GIVEN_UP = timedelta(days=30)
MOST_REFUSED = 500  # that a page of an administrator looks through


def retry_delay(attempts: int) -> timedelta:
    """How long a mail waits after `attempts` attempts: 1, 2, 4 … minutes, at most an hour."""
    return timedelta(minutes=min(2**attempts, 60))


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def store(self, message: EmailMessage) -> "OutgoingEmail":
        """Store `message` to be sent. Raises ValueError for an attachment: no mail has one."""
        if message.attachments:
            raise ValueError("A mail with attachments cannot be stored.")
        alternatives = getattr(message, "alternatives", [])
        return self.create(
            recipients=message.recipients(),
            content={
                "subject": str(message.subject),
                "body": str(message.body),
                "from_email": message.from_email,
                "to": message.to,
                "cc": message.cc,
                "bcc": message.bcc,
                "reply_to": message.reply_to,
                # A mail that is sent again after a crash has the same Message-ID.
                "headers": {
                    "Message-ID": make_msgid(domain=str(DNS_NAME)),
                    **message.extra_headers,
                },
                "alternatives": [[str(text), mimetype] for text, mimetype in alternatives],
            },
            due_at=timezone.now() + retry_delay(0),
        )

    def overdue(self) -> "OutgoingEmailQuerySet":
        return self.filter(attempts__lt=MAX_ATTEMPTS, due_at__lte=timezone.now())

    def given_up(self) -> "OutgoingEmailQuerySet":
        return self.filter(attempts__gte=MAX_ATTEMPTS)

    def count_waiting(self) -> dict[str, int]:
        """Keys: waiting, and failed: those that the mail server refused at least once."""
        return self.aggregate(
            waiting=models.Count("pk"), failed=models.Count("pk", filter=~models.Q(error=""))
        )

    def sendable(self) -> "OutgoingEmailQuerySet":
        """New mails, and those that have waited since the last attempt."""
        return self.filter(models.Q(attempts=0) | models.Q(pk__in=self.overdue()))

    def to_address(self, addresses: list[str]) -> "OutgoingEmailQuerySet":
        """The mails to one of these addresses. Reads every row: for rare actions only."""
        wanted = {address.lower() for address in addresses}
        keys = [
            mail.pk
            for mail in self.iterator()
            if wanted & {recipient.lower() for recipient in mail.recipients}
        ]
        return self.filter(pk__in=keys)

    def errors_by_address(self, addresses: set[str]) -> dict[str, str]:
        """What the mail server said about the mails to these addresses that it has not taken."""
        refused = self.exclude(error="").order_by("pk")[:MOST_REFUSED]
        return {
            address.lower(): mail.error
            for mail in refused
            for address in mail.recipients
            if address.lower() in addresses
        }

    def delete_given_up(self) -> None:
        self.filter(created_at__lt=timezone.now() - KEEP_GIVEN_UP).delete()


class OutgoingEmail(models.Model):
    """One mail that is not sent yet. Its row is deleted when the mail server has taken it."""

    recipients = models.JSONField(_("recipients"))
    content = models.JSONField(_("e-mail"))
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    due_at = models.DateTimeField(_("tried again after"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("why it failed"), blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail to send")
        verbose_name_plural = _("e-mails to send")
        indexes: ClassVar = [models.Index(fields=["due_at"], name="outgoing_email_due")]

    def __str__(self) -> str:
        return str(self.content["subject"])

    def claim(self) -> bool:
        """Count an attempt. False if another worker has counted it first, or the mail is sent."""
        rows = OutgoingEmail.objects.filter(pk=self.pk, attempts=self.attempts)
        self.attempts += 1
        self.due_at = timezone.now() + retry_delay(self.attempts)
        return bool(rows.update(attempts=self.attempts, due_at=self.due_at))

    def send(self) -> None:
        """Send the mail and delete the row, or store why the mail server did not take it."""
        try:
            self._message().send()
        except OSError as error:  # SMTPException is one, too
            self.error = repr(error)[:1000]
            self.save(update_fields=["error"])
        else:
            self.delete()

    def _message(self) -> EmailMultiAlternatives:
        content: dict[str, Any] = {**self.content}
        alternatives = [tuple(each) for each in content.pop("alternatives")]
        connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)
        message = EmailMultiAlternatives(
            **content, alternatives=alternatives, connection=connection
        )
        self._set_envelope_sender(message)
        return message

    def _set_envelope_sender(self, message: EmailMessage) -> None:
        """Backends of Django send from `from_email`, and show the header From to the reader.

        A message with this header has an envelope sender of its own.
        """
        if "From" in message.extra_headers:
            return
        sender = envelopes.sender_to(self.recipients[0]) if len(self.recipients) == 1 else ""
        if sender:
            message.extra_headers["From"] = message.from_email
            message.from_email = sender
