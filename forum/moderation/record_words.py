"""The record in words: a sentence for each act, and its values before and after.

A new event of facilitators or administrators needs a sentence here.
tests/forum/moderation/test_every_act.py fails without it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.acts.models import Act
from accounts.choices import Community
from accounts.permissions import FOR_GOOD
from forum.groups.models import Role
from forum.moderation.models import Outcome as AppealOutcome
from forum.reports.outcomes import Outcome
from forum.screening.models import Effect
from forum.themes.models import Theme

SENTENCES: dict[str, Any] = {
    "CommunityConfirmed": _("%(by)s confirmed the community"),
    "CommunityRefused": _("%(by)s did not confirm the community"),
    "MemberSilenced": _("%(by)s silenced the member"),
    "MemberSuspended": _("%(by)s suspended the member"),
    "SanctionLifted": _("%(by)s lifted the sanction"),
    "SeenAs": _("%(by)s saw the site as the member"),
    "ProfileCorrected": _("%(by)s corrected the profile"),
    "ProfilePictureRemoved": _("%(by)s removed the profile picture"),
    "RoleChanged": _("%(by)s changed the administrator rights of the member"),
    "SecondStepRemoved": _("%(by)s turned off two-step verification"),
    "MemberClosed": _("%(by)s closed the account"),
    "TextsEmptied": _("%(by)s emptied the texts of a closed account"),
    "MemberVouched": _("%(by)s vouched for the member"),
    "VouchEnded": _("%(by)s took back the vouching for the member"),
    "FacilitatorAdded": _("%(by)s made the member a facilitator of %(theme)s"),
    "FacilitatorRemoved": _("%(by)s removed the member as a facilitator of %(theme)s"),
    "PostEdited": _("%(by)s edited a post"),
    "PostMadeWiki": _("%(by)s let everyone edit a post"),
    "PostWikiEnded": _("%(by)s ended that everyone can edit a post"),
    "PostHidden": _("%(by)s hid a post"),
    "PostUnhidden": _("%(by)s showed a post again"),
    "MessageHidden": _("%(by)s hid a message"),
    "MessageUnhidden": _("%(by)s showed a message again"),
    "NoteHidden": _("%(by)s hid a private note"),
    "NoteUnhidden": _("%(by)s showed a private note again"),
    "RevisionHidden": _("%(by)s hid an earlier version of a post"),
    "RevisionUnhidden": _("%(by)s showed an earlier version of a post again"),
    "AuthorWarned": _("%(by)s warned the author"),
    "HiddenByReports": _("Reports of several members hid a text"),
    "CaseHandedOn": _("%(by)s handed a report on"),
    "ReportsHandled": _("%(by)s decided about reports"),
    "AppealDecided": _("%(by)s decided about an appeal"),
    "HeldPostApproved": _("%(by)s published a text that waited"),
    "HeldPostRejected": _("%(by)s did not publish a text that waited"),
    "WatchedWordAdded": _("%(by)s added a watched word"),
    "WatchedWordRemoved": _("%(by)s removed a watched word"),
    "AllWaitBegun": _("%(by)s let all new posts wait"),
    "AllWaitEnded": _("%(by)s let new posts appear at once again"),
    "TopicPinned": _("%(by)s pinned a topic"),
    "TopicUnpinned": _("%(by)s unpinned a topic"),
    "TopicClosed": _("%(by)s closed a topic"),
    "TopicReopened": _("%(by)s opened a topic again"),
    "TopicPlanned": _("%(by)s planned when a topic is unpinned, closed or opened"),
    "TopicSlowed": _("%(by)s changed the slow mode of a topic"),
    "TopicNoteChanged": _("%(by)s changed the note at the top of a topic"),
    "TopicKindChanged": _("%(by)s changed whether a topic is a question"),
    "AnswerAccepted": _("%(by)s accepted an answer"),
    "AnswerUnaccepted": _("%(by)s took back an accepted answer"),
    "TopicRetitled": _("%(by)s changed the title of a topic"),
    "TopicMoved": _("%(by)s moved a topic"),
    "TopicSplit": _("%(by)s moved posts of a topic into a new one"),
    "TopicMerged": _("%(by)s merged a topic into another one"),
    "TopicHidden": _("%(by)s hid a topic"),
    "TopicUnhidden": _("%(by)s showed a topic again"),
    "ThemeChanged": _("%(by)s changed or created a theme"),
    "ThemeArchived": _("%(by)s archived a theme"),
    "ThemeReopened": _("%(by)s opened an archived theme again"),
    "ThemeAccessChanged": _("%(by)s changed who may read and write in a theme"),
    "FirstPostsChanged": _("%(by)s changed whether first posts wait in a theme"),
    "GroupChanged": _("%(by)s changed or created a group"),
    "GroupInvitationMade": _("%(by)s created a link to join a group"),
    "GroupInvitationEnded": _("%(by)s ended a link to join a group"),
    "GroupRequestRefused": _("%(by)s did not let somebody join a group"),
    "GroupMemberAdded": _("%(by)s added somebody to a group"),
    "GroupMemberRemoved": _("%(by)s removed somebody from a group"),
    "GroupRoleChanged": _("%(by)s changed the role of somebody in a group"),
    "AnnouncementShown": _("%(by)s showed an announcement on every page"),
    "AnnouncementEnded": _("%(by)s ended the announcement on every page"),
    "InvitationMade": _("%(by)s created an invitation"),
    "AddressesInvited": _("%(by)s sent an invitation by e-mail"),
    "InvitationEnded": _("%(by)s ended an invitation"),
    "MailTriedAgain": _("%(by)s sent e-mails again that had failed"),
    "RowAdded": _("%(by)s added a row to a table"),
    "RowChanged": _("%(by)s changed a row of a table"),
    "RowDeleted": _("%(by)s deleted a row of a table"),
}
FIELDS: dict[str, Any] = {
    "title": _("Title"),
    "theme": _("Theme"),
    "note": _("Note"),
    "posts": _("Number of posts"),
    "is_question": pgettext_lazy("a topic", "Question"),
    "minutes": _("Minutes between two posts of a member"),
    "version": pgettext_lazy("of a post", "Version"),
    "revision": _("Key of the version"),
    "outcome": pgettext_lazy("of a report", "Outcome"),
    "appeal": pgettext_lazy("of an appeal", "Outcome"),
    "pinned_until": _("Pinned until"),
    "closes_at": _("Closes at"),
    "reopens_at": _("Reopens at"),
    "reports": _("Number of reports"),
    "silenced_until": _("silenced until"),
    "suspended_until": _("suspended until"),
    "community": _("community"),
    "name": _("display name"),
    "organisation": _("organization"),
    "bio": _("about you"),
    "group_name": _("Name of the group"),
    "description": _("Description"),
    "takes_requests": _("members can ask to join"),
    "is_academy": _("participants of an Academy"),
    "role": pgettext_lazy("in a group", "Role"),
    "announcement": _("Text"),
    "shown_until": _("Last day"),
    "places": pgettext_lazy("of an invitation", "Places"),
    "addresses": _("E-mail addresses"),
    "ends_at": pgettext_lazy("of a link or of a period", "End"),
    "words": _("Word or phrase"),
    "language": _("Language"),
    "effect": _("What happens to the text"),
    "first_posts_wait": _("First posts of new members wait for a facilitator"),
    "position": _("Position in the list"),
    "reading_group": _("Who may read"),
    "writing_group": _("Who may write"),
    "colour": _("colour"),
    "is_staff": _("administrator"),
    "is_superuser": _("may do everything"),
    "groups": pgettext_lazy("of an administrator", "Groups"),
    "fields": _("Changed fields"),
}
MOMENTS = (
    *("silenced_until", "suspended_until", "ends_at", "shown_until"),
    *("pinned_until", "closes_at", "reopens_at"),
)
CHOICES: dict[str, Mapping[Any, Any]] = {
    "outcome": dict(Outcome.choices),
    "appeal": dict(AppealOutcome.choices),
    "community": dict(Community.choices),
    "effect": dict(Effect.choices),
    "role": dict(Role.choices),
}


class Change(NamedTuple):
    """One value that an act changed, in words. `before` is "" if the record has only the result."""

    field: str
    before: str
    after: str


def sentence(act: Act, themes: Mapping[int, Theme]) -> str:
    return str(SENTENCES.get(act.verb, f"%(by)s: {act.verb}")) % {
        "by": actor_name(act),
        "theme": themes.get(act.theme_id or 0) or act.label or "—",
    }


def actor_name(act: Act) -> str:
    if act.is_automatic:
        return _now("The site")
    return act.by.get_full_name() if act.by else _now("The owner of the server")


def verb_choices() -> list[tuple[str, str]]:
    """The acts of the search form, in the order of their words."""
    words = {"by": "…", "theme": "…"}
    choices = [(verb, str(text) % words) for verb, text in SENTENCES.items()]
    return sorted(choices, key=lambda choice: choice[1].lower())


def changes(act: Act, themes: Mapping[int, Theme]) -> list[Change]:
    """What was stored before and after the act, in the reader's language.

    Without what the act left as it was: an administrator may save a form of ten fields for one.
    """
    names = sorted({*act.before, *act.after}, key=list(FIELDS | act.before | act.after).index)
    return [
        Change(
            _field_name(name),
            _in_words(name, act.before[name], themes) if name in act.before else "",
            _in_words(name, act.after.get(name), themes),
        )
        for name in names
        if name not in act.before or act.before[name] != act.after.get(name)
    ]


def _field_name(name: str) -> str:
    """Names and descriptions of themes have a language: "name_es"."""
    if name in FIELDS:
        return str(FIELDS[name])
    field, _underscore, language = name.rpartition("_")
    return f"{FIELDS[field]} ({language})" if field in FIELDS else name


def _in_words(name: str, value: Any, themes: Mapping[int, Theme]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if name == "theme":
        return str(themes.get(value, "—"))
    if name in MOMENTS:
        return _moment(str(value))
    return str(CHOICES.get(name, {}).get(value, value))


def _moment(text: str) -> str:
    moment = parse_datetime(text)
    if moment is None:
        return text
    if moment > timezone.now() + FOR_GOOD:
        return _now("without end")
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
