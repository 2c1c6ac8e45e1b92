"""When a member was last here: noted at most every 10 minutes, told as a day, to whom they let see it.

It moves with the pages that a member reads, so it leaves no event: nobody else's data hang on it, and an
event for every ten minutes of every member would be the largest part of the journal.
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

from accounts.models import Audience, Member

EVERY = timedelta(minutes=10)
THIS_WEEK = timedelta(days=7)


def note(members: Iterable[Any]) -> None:
    """These signed-in members are here now. One UPDATE for those not noted in 10 minutes; none when there are none."""
    now = timezone.now()
    noted = [one for one in members if one.last_seen_at is None or now - one.last_seen_at > EVERY]
    if noted:
        late = Q(last_seen_at=None) | Q(last_seen_at__lt=now - EVERY)
        there = Member.objects.filter(late, pk__in=[one.pk for one in noted], closed_at=None)
        there.update(last_seen_at=now)
    for one in noted:
        one.last_seen_at = now


@receiver(user_logged_in)
def note_sign_in(user: Any, **_: Any) -> None:
    note([user])


def may_see(reader: Any, member: Any) -> bool:
    """Whether `member` lets `reader` see when they were last here; everybody sees their own."""
    if reader.pk == member.pk or member.last_seen_for == Audience.EVERYONE:
        return True
    return bool(reader.pk) and member.last_seen_for == Audience.MEMBERS


def told(reader: Any, member: Any) -> str:
    """When `member` was last here, as a sentence without an hour; "" when `reader` may not see it, or never."""
    at = member.last_seen_at
    if at is None or not may_see(reader, member):
        return ""
    now = timezone.now()
    if at.date() == now.date():
        return _("Here today")
    if now - at < THIS_WEEK:
        return _("Here in the last seven days")
    return _("Last here on %(date)s") % {"date": date_format(at, "DATE_FORMAT")}
