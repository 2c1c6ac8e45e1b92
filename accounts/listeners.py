"""What allauth says by its signals, written to the member's own row."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import Member


@receiver(email_confirmed)
def note_confirmation(email_address: EmailAddress, **_: Any) -> None:
    """The first confirmation counts for the writing rules; a changed address is used only once confirmed."""
    now = timezone.now()
    Member.objects.filter(pk=email_address.user_id, email_confirmed_at=None).update(email_confirmed_at=now)
    email_address.user.email_confirmed_at = now
