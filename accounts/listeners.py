"""What allauth says by its signals, and who is told of what happened to an account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone, translation

from accounts import actions
from accounts.events import SecondStepRemoved
from accounts.models import Member


def email_two_step_reset(event: SecondStepRemoved) -> None:
    """The member learns that their password alone is enough now; told twice when the worker was stopped in between."""
    member = Member.objects.get(pk=event.member_id)
    if member.closed_at:
        return
    with translation.override(member.language or settings.LANGUAGE_CODE):
        get_adapter().render_mail(
            "mfa/email/removed_by_administrator", member.email, {"why": event.why}
        ).send()


@receiver([password_changed, password_set, password_reset])
def end_other_sessions(request: HttpRequest, user: Member, **_: Any) -> None:
    """A new password ends the other sessions anyway; so their tabs are closed, and the list is true at once."""
    actions.end_sessions(user, but=request.session.session_key or "")


@receiver(email_confirmed)
def store_email_confirmation(email_address: EmailAddress, **_: Any) -> None:
    """The first confirmation counts for the writing rules; a changed address is used only once confirmed."""
    now = timezone.now()
    Member.objects.filter(pk=email_address.user_id, email_confirmed_at=None).update(
        email_confirmed_at=now
    )
    email_address.user.email_confirmed_at = now
