"""Turn push messages on and off. It concerns only the member, so it leaves no event."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import permissions
from accounts.models import Member
from collective_brain.errors import Refused
from forum.push.models import PushSubscription


def turn_on(
    member: Any, *, session_key: str, endpoint: str, p256dh: str, auth: str
) -> PushSubscription:
    """Raises Refused. A browser that somebody else used before belongs to `member` from now on."""
    with transaction.atomic(durable=True):
        if why := permissions.refuse_access(member):
            raise Refused(why)
        Member.objects.lock_open_account(member.pk)
        PushSubscription.objects.of_session(member, session_key).delete()
        device, _is_new = PushSubscription.objects.update_or_create(
            endpoint=endpoint,
            defaults={
                "member": member,
                "session_key": session_key,
                "p256dh": p256dh,
                "auth": auth,
                "failures": 0,
                "paused_until": timezone.now(),
            },
        )
        PushSubscription.objects.delete_beyond_limit(member)
    return device


def turn_off(member: Any, *, session_key: str | None) -> None:
    """On this device. A repeat changes nothing."""
    PushSubscription.objects.of_session(member, session_key).delete()


def turn_off_everywhere(member: Any) -> None:
    PushSubscription.objects.filter(member=member).delete()
