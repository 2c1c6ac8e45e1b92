"""Tell members what administrators did with their account; the worker calls these listeners.

Each is safe to repeat: the `mark` of the event is part of a constraint.
"""

from typing import Any

from accounts import events as account_events
from forum.live.broadcast import nudge
from forum.notifications.decisions import decision_fields
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.profile_pictures import events as picture_events
from forum.themes import events as theme_events
from forum.trust import events as trust_events

KIND_BY_EVENT: dict[type, Kind] = {
    account_events.CommunityConfirmed: Kind.CONFIRMED,
    account_events.CommunityRefused: Kind.UNCONFIRMED,
    picture_events.ProfilePictureRemoved: Kind.NO_PICTURE,
    account_events.MemberSilenced: Kind.SILENCED,
    account_events.MemberSuspended: Kind.SUSPENDED,
    account_events.SanctionLifted: Kind.LIFTED,
    trust_events.MemberVouched: Kind.VOUCHED,
    trust_events.VouchEnded: Kind.UNVOUCHED,
    theme_events.FacilitatorAdded: Kind.FACILITATOR,
    theme_events.FacilitatorRemoved: Kind.NO_FACILITATOR,
}


def notify(event: Any) -> None:
    """Tell the member of the event. Administrators are not told what they did themselves."""
    if event.by == event.member_id:
        return
    told = Notification.objects.create_missing(
        [event.member_id],
        kind=KIND_BY_EVENT[type(event)],
        number=0,
        by_id=event.by,
        theme_id=getattr(event, "theme_id", None),
        text=getattr(event, "why", ""),
        mark=event.mark,
        **decision_fields(event),
    )
    for member_id in told:
        nudge(f"member:{member_id}")
