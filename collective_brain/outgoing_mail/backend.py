"""Django's interface for sending mail. This one stores it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from collective_brain.outgoing_mail.models import OutgoingEmail
from collective_brain.outgoing_mail.tasks import send_email


class StoringEmailBackend(BaseEmailBackend):
    """Store each mail with a task that sends it, in the transaction of the caller if there is one.

    settings.DELIVERY_EMAIL_BACKEND sends them (decision 66).
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            with transaction.atomic():
                send_email.enqueue(OutgoingEmail.objects.store(message).pk)
        return len(email_messages)
