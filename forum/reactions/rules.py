"""Who may react (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from forum.chat.models import Message
from forum.themes.rules import refuse_archived
from forum.topics.models import Post


def refuse_reaction(member: Any, contribution: Post | Message) -> str:
    """Why `member` may not react to `contribution`, or take a reaction back.

    A closed topic takes no replies, but still takes reactions.
    """
    if refusal := permissions.refuse_writing(member):
        return refusal
    if contribution.is_removed:
        return _("This text no longer exists.")
    if contribution.author_id == member.pk:
        return _("You cannot react to what you wrote yourself.")
    return refuse_archived(contribution.conversation.home_theme)
