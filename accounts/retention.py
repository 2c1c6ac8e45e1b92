"""What the worker deletes after a time: unconfirmed accounts, ended sign-ins, old log entries."""

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Member
from collective_brain.retention import BATCH

MAX_ACCOUNTS = 100  # in one round: each takes some queries


def delete_unconfirmed_accounts() -> None:
    """Delete accounts that never confirmed an address, and so never wrote anything."""
    joined_before = timezone.now() - timedelta(days=settings.UNCONFIRMED_ACCOUNTS_KEEP_DAYS)
    unconfirmed = Member.objects.filter(
        email_confirmed_at=None, joined_at__lt=joined_before, handle=None, is_staff=False
    )
    keys = list(unconfirmed.values_list("pk", flat=True)[:MAX_ACCOUNTS])
    Member.objects.filter(pk__in=keys).delete()


def delete_ended_sign_ins() -> None:
    """Delete the addresses and browsers of sign-ins that have ended."""
    session = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    an_hour_ago = timezone.now() - timedelta(hours=1)  # a sign-in may be about to store its session
    ended = UserSession.objects.exclude(Exists(session)).filter(created_at__lt=an_hour_ago)
    keys = list(ended.values_list("pk", flat=True)[:BATCH])
    UserSession.objects.filter(pk__in=keys).delete()


def delete_expired_confirmations() -> None:
    """Also those that were never sent, which allauth keeps."""
    limit = timezone.now() - timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    EmailConfirmation.objects.filter(created__lt=limit).delete()


def delete_old_log_entries() -> None:
    """Delete old entries of Django's administration. Keys are in the order of time."""
    limit = timezone.now() - timedelta(days=settings.ADMINISTRATION_LOG_KEEP_DAYS)
    oldest = LogEntry.objects.order_by("pk").values_list("pk", "action_time")[:BATCH]
    LogEntry.objects.filter(pk__in=[pk for pk, time in oldest if time < limit]).delete()
