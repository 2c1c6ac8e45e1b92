"""Who may write to the facilitators of a theme, and who answers (decision 10)."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from forum.themes.models import Theme
from forum.themes.rules import refuse_facilitation


def refuse_message(author: Any, theme: Theme, member: Member) -> str:
    """Why `author` may not write in the enquiry of `member`.

    A silenced member may: they can ask why.
    """
    if refusal := permissions.refuse_unfinished_account(author):
        return refusal
    if member.closed_at:
        return _("This account is closed.")
    if author.pk == member.pk:
        return "" if theme.is_readable_by(author) else _("You can no longer read this theme.")
    return refuse_facilitation(author, theme)
