"""Listeners of allauth's signals and of events of accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import actions, mail, sessions
from accounts.events import MemberClosed, ProfileCorrected, SecondStepRemoved
from accounts.models import Member


def email_two_step_reset(event: SecondStepRemoved) -> None:
    """Tell the member that their password alone is enough now."""
    _email_reason("mfa/email/removed_by_administrator", event)


def email_profile_correction(event: ProfileCorrected) -> None:
    _email_reason("account/email/profile_corrected", event)


def _email_reason(template: str, event: SecondStepRemoved | ProfileCorrected) -> None:
    """The member gets it twice if the worker stops before it marks the event as done."""
    member = Member.objects.get(pk=event.member_id)
    if not member.closed_at:
        mail.send(template, member, {"why": event.why})


def end_sessions_of_closed_account(event: MemberClosed) -> None:
    """End them again: the process may have stopped between the closing and the sign-out."""
    sessions.end_all_sessions(Member.objects.get(pk=event.member_id))


@receiver(user_logged_out)
def mark_signed_out(request: HttpRequest | None, user: Member | None, **_: Any) -> None:
    """For MemberMiddleware, because the views of allauth and of Django's admin sign out, too."""
    if request and user:
        request.has_signed_out = True  # type: ignore[attr-defined]


@receiver([password_changed, password_set, password_reset])
def end_other_sessions(request: HttpRequest, user: Member, **_: Any) -> None:
    """End the other sessions now.

    A new password makes them invalid anyway. Ending them also closes their tabs and corrects the
    list of sessions at once.
    """
    actions.end_sessions(user, but=request.session.session_key or "")


@receiver(email_confirmed)
def store_email_confirmation(email_address: EmailAddress, **_: Any) -> None:
    """Store the first confirmation, which the rules for writing need.

    A changed address is in use only after its confirmation.
    """
    now = timezone.now()
    Member.objects.filter(pk=email_address.user_id, email_confirmed_at=None).update(
        email_confirmed_at=now
    )
    email_address.user.email_confirmed_at = now
