"""When a member was last here.

The time is stored at most every 10 minutes and shown as a day, to the readers that the member
chose. It changes with the pages that a member reads, so it records no event: no other data depends
on it, and one event every ten minutes for every member would fill most of the event log.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import Audience
from accounts.models import Member

UPDATE_EVERY = timedelta(minutes=10)
THIS_WEEK = timedelta(days=7)


def update_last_seen(members: Iterable[Any]) -> None:
    """Store that these signed-in members are here now.

    One UPDATE for all members who have no time of the last 10 minutes; no query if there are none.
    """
    now = timezone.now()
    outdated = [
        member
        for member in members
        if member.last_seen_at is None or now - member.last_seen_at > UPDATE_EVERY
    ]
    if outdated:
        still_outdated = Q(last_seen_at=None) | Q(last_seen_at__lt=now - UPDATE_EVERY)
        ids = [member.pk for member in outdated]
        rows = Member.objects.filter(still_outdated, pk__in=ids, closed_at=None)
        rows.update(last_seen_at=now)
    for member in outdated:
        member.last_seen_at = now


@receiver(user_logged_in)
def update_last_seen_at_sign_in(user: Any, **_: Any) -> None:
    update_last_seen([user])


def may_see_last_seen(reader: Any, member: Any) -> bool:
    """Whether `member` lets `reader` see when they were last here. All members see their own."""
    if reader.pk == member.pk or member.last_seen_for == Audience.EVERYONE:
        return True
    return bool(reader.pk) and member.last_seen_for == Audience.MEMBERS


def last_seen_sentence(reader: Any, member: Any) -> str:
    """When `member` was last here, as a sentence without an hour.

    Returns "" if `reader` may not see it or if the member was never here.
    """
    seen_at = member.last_seen_at
    if seen_at is None or not may_see_last_seen(reader, member):
        return ""
    now = timezone.now()
    if seen_at.date() == now.date():
        return _("Active today")
    if now - seen_at < THIS_WEEK:
        return _("Active in the last seven days")
    return _("Last active on %(date)s") % {"date": date_format(seen_at, "DATE_FORMAT")}
