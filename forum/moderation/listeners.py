"""Erase what the record says about a closed account. Safe to repeat."""

from accounts.acts.models import Act
from accounts.events import MemberClosed
from accounts.models import Member
from forum import markup


def erase_traces_of_closed_account(event: MemberClosed) -> None:
    Act.objects.all().erase_traces_of(event.member_id)
    handle = Member.objects.values_list("handle", flat=True).get(pk=event.member_id)
    if handle:
        _erase_username(handle)


def _erase_username(handle: str) -> None:
    """Write "@…" for the username in reasons about others."""
    others = Member.objects.longer_handles(handle)
    for act in Act.objects.filter(why__icontains=f"@{handle}"):
        act.why = markup.rename_mentions(act.why, handle, "…", others=others)
        act.save(update_fields=["why"])
