"""Usernames of closed accounts in texts that are stored as plain Markdown."""

from typing import Any

from accounts.models import Member
from forum import markup


def erase_username(rows: Any, field: str, handle: str) -> None:
    """Write "…" for the username of a closed account, in mentions and in links to the profile.

    rows: a query set with the text `field`.
    """
    others = Member.objects.longer_handles(handle)
    naming = rows.filter(**{f"{field}__icontains": handle})
    for pk, text in naming.values_list("pk", field):
        renamed = markup.rename_mentions(text, handle, "…", others=others)
        if renamed != text:
            rows.model._base_manager.filter(pk=pk).update(**{field: renamed})
