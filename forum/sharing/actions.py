"""Create and end the address of a private feed. It concerns only the member, so no event."""

from typing import Any

from django.db import transaction

from accounts import permissions
from accounts.models import Member
from collective_brain.errors import Refused
from forum.sharing.models import FeedAddress


def create_feed_address(member: Any) -> str:
    """A new token, which ends the one before. Raises Refused."""
    with transaction.atomic(durable=True):
        if why := permissions.refuse_access(member):
            raise Refused(why)
        Member.objects.lock_open_account(member.pk)
        return FeedAddress.objects.replace(member)


def end_feed_address(member: Any) -> None:
    """A repeat changes nothing."""
    FeedAddress.objects.filter(member=member).delete()
