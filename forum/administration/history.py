"""What administrators did about a member, from the event log."""

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts import events as account_events
from accounts.models import Member
from collective_brain.event_log.models import Event
from forum.themes import events as theme_events
from forum.themes.models import Theme

MAX_ACTS = 50
SENTENCES: dict[type, Any] = {
    account_events.CommunityConfirmed: _("%(by)s confirmed the community"),
    account_events.CommunityRefused: _("%(by)s did not confirm the community"),
    account_events.MemberSilenced: _("%(by)s silenced the member"),
    account_events.MemberSuspended: _("%(by)s suspended the member"),
    account_events.SanctionLifted: _("%(by)s lifted the sanction"),
    account_events.ProfileCorrected: _("%(by)s corrected the profile"),
    account_events.RoleChanged: _("%(by)s changed the administrator rights of the member"),
    account_events.SecondStepRemoved: _("%(by)s turned off two-step verification"),
    account_events.MemberClosed: _("%(by)s closed the account"),
    theme_events.FacilitatorAdded: _("%(by)s made the member a facilitator of %(theme)s"),
    theme_events.FacilitatorRemoved: _("%(by)s removed the member as a facilitator of %(theme)s"),
}


class Act(NamedTuple):
    sentence: str
    why: str
    at: datetime


def acts_about(member: Member) -> list[Act]:
    """The newest first, in three queries. Older events than EVENT_LOG_KEEP_DAYS are deleted."""
    sentences = {event_class.__name__: text for event_class, text in SENTENCES.items()}
    events = list(Event.objects.about_member(member.pk, names=sentences)[:MAX_ACTS])
    names = Member.objects.in_bulk({event.member_id for event in events})
    themes = Theme.objects.in_bulk({event.body.get("theme_id") for event in events} - {None})
    acts = []
    for event in events:
        by = names.get(event.member_id)
        words = {
            "by": by.get_full_name() if by else "—",
            "theme": themes.get(event.body.get("theme_id"), "—"),
        }
        sentence = str(sentences[event.name]) % words
        acts.append(Act(sentence, event.body.get("why", ""), event.created_at))
    return acts
