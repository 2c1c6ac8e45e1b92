"""Listeners of themes, called by the worker. Each one is safe to repeat."""

from accounts.events import MemberClosed
from forum.themes.models import Theme


def end_facilitation_of_closed_account(event: MemberClosed) -> None:
    Theme.facilitators.through.objects.filter(member=event.member_id).delete()
