"""Write the row of each digest that is due, and plan the next one.

It writes few rows before they are sent, so that other mail never waits behind 50,000 digests of one
morning.
"""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import Member
from forum.mail.addresses import mail_domain
from forum.mail.digests.plans import DigestPlan, next_digests
from forum.mail.digests.schedule import last_morning, morning_of, zone_of
from forum.mail.kinds import MailKind, When
from forum.mail.models import MailItem
from forum.mail.preferences import MailSettings
from forum.mail.recipients import members_with_mail

BATCH = 500  # members


def write_due_digests() -> bool:
    """For at most BATCH members, and only while less than a batch waits to be sent.

    Whether any was due. Two workers may do this at once: the table has one digest for a member and
    a day.
    """
    waiting = MailItem.objects.waiting().filter(kind=MailKind.DIGEST)
    if len(waiting.values_list("pk")[:BATCH]) >= BATCH:
        return False
    now = timezone.now()
    plans = list(DigestPlan.objects.due().order_by("due_at").select_related("member")[:BATCH])
    if not plans:
        return False
    MailItem.objects.bulk_create(_items(plans, now), ignore_conflicts=True)
    for moment, keys in next_digests([plan.member for plan in plans], after=now).items():
        DigestPlan.objects.due().filter(pk__in=keys).update(due_at=moment)
    return True


def message_id_of_digest(member_id: int, day: date) -> str:
    return f"<digest-{member_id}.{day.isoformat()}@{mail_domain()}>"


def _items(plans: list[DigestPlan], now: datetime) -> list[MailItem]:
    plan_by_member = {plan.member_id: plan for plan in plans}
    settings = MailSettings.objects.of(members_with_mail(plan_by_member))
    items = []
    for member_id, choices in settings.items():
        plan = plan_by_member[member_id]
        day = _day_of_digest(plan, choices, now)
        if day and not choices.is_paused():
            items.append(_item(plan.member, day, now))
    return items


def _day_of_digest(plan: DigestPlan, choices: MailSettings, now: datetime) -> date | None:
    """The last morning since the planned one, which passed while no worker ran, or just now.

    None if no morning has come: the plan was due only to be made.
    """
    zone = zone_of(plan.member.time_zone)
    weekday = None if choices.digest_time == When.DAILY else choices.weekday
    day = last_morning(now, zone, weekday)
    return day if plan.due_at and morning_of(day, zone) >= plan.due_at else None


def _item(member: Member, day: date, now: datetime) -> MailItem:
    return MailItem(
        member=member,
        kind=MailKind.DIGEST,
        number=day.toordinal(),
        message_id=message_id_of_digest(member.pk, day),
        due_at=now,
    )
