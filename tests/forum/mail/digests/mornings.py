"""Let the morning of a digest come, without waiting for it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Member
from forum.mail import sending
from forum.mail.digests.planning import write_due_digests
from forum.mail.digests.schedule import last_morning, morning_of, zone_of
from forum.mail.models import DigestPlan, MailItem
from forum.topics.models import Post
from tests.forum.mail import worker


def let_morning_come(member: Any) -> None:
    """Make the last morning of `member` the one of a digest that is due now.

    What was written until now was written before it.
    """
    worker.run_listeners()
    zone = zone_of(Member.objects.get(pk=member.pk).time_zone)
    morning = morning_of(last_morning(timezone.now(), zone, None), zone)
    new = Post.objects.filter(created_at__gt=morning)
    new.update(created_at=morning - timedelta(minutes=5))
    DigestPlan.objects.update_or_create(member=member, defaults={"due_at": morning})


def send_digests() -> None:
    write_due_digests()
    sending.send_due(seconds=60)


def digests_of(member: Any) -> list[MailItem]:
    return list(MailItem.objects.filter(member=member, kind="digest").order_by("number"))
