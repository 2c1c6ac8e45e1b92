"""Checks of settings, servers and the machine for `manage.py doctor`. A person makes the repair."""

import shutil
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from collective_brain.doctor import ConfigurationCheck
from collective_brain.event_log.models import MAX_CLOCK_SKEW, Event
from collective_brain.observability import health
from collective_brain.observability.public_page import find_wrong_answers
from forum.uploads import checks as uploads

LEAST_FREE = 500_000_000  # bytes; SQLite and PostgreSQL stop when the disk is full
LEAST_FREE_SHARE = 0.05
REPAIRS = {
    "database": "Start it, and look at its log.",
    "channel_layer": "Start Redis, and compare REDIS_URL.",
    "disk": "Delete old files or add space.",
    "worker": "Start `manage.py work`, or `manage.py serve` without --without-worker.",
}


def find_wrong_settings() -> Iterator[str]:
    """What `manage.py check --deploy` finds; on a developer's machine without --deploy."""
    for message in checks.run_checks(include_deployment_checks=not settings.LOCAL):
        yield f"{message.msg} {message.hint or ''}".strip()


def find_silent_parts() -> Iterator[str]:
    for name, check in health.CHECKS.items():
        if failure := check():
            yield f"{failure} {REPAIRS.get(name, '')}".strip()


def find_silent_mail_server() -> Iterator[str]:
    """Connect and sign in, but send nothing."""
    if not settings.EMAIL_URL:
        return
    mail_server = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    try:
        mail_server.open()
        mail_server.close()
    except (OSError, smtplib.SMTPException) as error:
        yield f"The mail server of EMAIL_URL refuses us ({error!r}). Compare address and password."


def find_wrong_clock() -> Iterator[str]:
    difference = abs((timezone.now() - _time_of_database()).total_seconds())
    if difference > MAX_CLOCK_SKEW.total_seconds():
        yield (
            f"The clocks of this machine and of the database differ by {difference:.0f} s. "
            "Let both follow a time server (timedatectl set-ntp true)."
        )
    newest = Event.objects.order_by("-pk").values_list("created_at", flat=True).first()
    if newest and newest > timezone.now() + MAX_CLOCK_SKEW:
        yield (
            f"The newest event is of {newest:%Y-%m-%d %H:%M}, in the future: the clock was set "
            "back. Set the clock; posts of the last minutes may be in another order."
        )


def find_full_disk() -> Iterator[str]:
    disk = shutil.disk_usage(settings.VAR)
    if disk.free < max(LEAST_FREE, LEAST_FREE_SHARE * disk.total):
        yield (
            f"The disk of {settings.VAR} has {disk.free // 1_000_000} MB left. Delete old files or "
            "add space: on a full disk nothing can be written."
        )


def _time_of_database() -> datetime:
    """SQLite runs in this process, so it has our clock."""
    if connection.vendor != "postgresql":
        return timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment.astimezone(UTC)
    except DatabaseError:  # find_silent_parts says so
        return timezone.now()


CONFIGURATION_CHECKS = [
    ConfigurationCheck("settings", find_wrong_settings),
    ConfigurationCheck("parts", find_silent_parts),
    ConfigurationCheck("mail-server", find_silent_mail_server),
    ConfigurationCheck("clock", find_wrong_clock),
    ConfigurationCheck("disk", find_full_disk),
    *uploads.CONFIGURATION_CHECKS,
    ConfigurationCheck("public-page", find_wrong_answers),
]
