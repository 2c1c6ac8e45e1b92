"""Who may block another member. Silenced members may too, because it is no writing."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from forum.blocking.models import Block

MOST_BLOCKED = 200  # by one member: each page of the reader has the list


def refuse_block(member: Any, other: Member) -> str:
    if refusal := permissions.refuse_unfinished_account(member):
        return refusal
    if other.pk == member.pk:
        return _("You cannot block yourself.")
    if other.closed_at:
        return _("This account is closed.")
    if Block.objects.filter(member=member.pk).count() >= MOST_BLOCKED:
        return _("You block %(most)d members, which is the most. Unblock somebody first.") % {
            "most": MOST_BLOCKED
        }
    return ""
