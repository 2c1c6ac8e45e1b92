"""What members report: a post, a message, a private note or a profile.

A target says who decides about it and how it is locked. Everything else in this package is the same
for all kinds. A new kind is one more class here, one more column of Report and Assignment, and one
more event.
"""

import zlib
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Member
from collective_brain.web.row_versions import row_version
from forum.chat import actions as chat
from forum.chat.models import Message
from forum.contributions.actions import ContributionActions
from forum.contributions.models import MAX_VERSION
from forum.private_notes import actions as private_notes
from forum.private_notes.models import PrivateNote
from forum.private_notes.rules import refuse_administration
from forum.reports.events import ProfileReported
from forum.themes.models import Theme
from forum.themes.rules import refuse_facilitation
from forum.topics import actions as topics
from forum.topics.models import Post

Reported = Post | Message | PrivateNote | Member
PROFILE_FIELDS = ("name", "organisation", "bio")


class Target:
    """What the pages, rules and actions need to know of something reported."""

    field: ClassVar[str]  # the column of Report
    of_author: ClassVar[str]  # the path from a report to the key of the author
    item: Any

    def __init__(self, item: Any) -> None:
        self.item = item

    @property
    def author(self) -> Member:
        raise NotImplementedError

    @property
    def theme(self) -> Theme | None:
        """The theme with the facilitators who decide; None if only administrators do."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def source(self) -> str:
        raise NotImplementedError

    @property
    def version(self) -> int:
        """Changes with the source."""
        raise NotImplementedError

    @property
    def is_removed(self) -> bool:
        raise NotImplementedError

    def locked(self) -> "Target":
        """The target as it is now, with the lock that its changes take."""
        raise NotImplementedError

    def refuse_report(self, member: Any, *, why: str) -> str:
        raise NotImplementedError

    def refuse_role(self, member: Any) -> str:
        """Why `member` decides about no such target, whoever wrote it."""
        raise NotImplementedError

    def reported_event(self, *, by: int, why: str, report_id: int) -> object:
        raise NotImplementedError


class ContributionTarget(Target):
    """What somebody wrote: a post, a message, a private note."""

    actions: ClassVar[ContributionActions]

    @property
    def author(self) -> Member:
        author: Member = self.item.author
        return author

    @property
    def source(self) -> str:
        return str(self.item.source)

    @property
    def version(self) -> int:
        return int(self.item.version)

    @property
    def is_removed(self) -> bool:
        return bool(self.item.is_removed)

    def locked(self) -> Target:
        _conversation, fresh = self.actions.lock(self.item)
        return type(self)(fresh)

    def refuse_report(self, member: Any, *, why: str) -> str:
        return str(self.actions.rules.refuse_report(member, self.item, why=why))

    def reported_event(self, *, by: int, why: str, report_id: int) -> object:
        reported = self.actions.events.reported
        mark = self.item.changed
        return reported(self.item.pk, by=by, why=why, mark=mark, report_id=report_id)


class TextTarget(ContributionTarget):
    """A text in a theme: its facilitators decide."""

    @property
    def theme(self) -> Theme:
        theme: Theme = self.item.conversation.home_theme
        return theme

    @property
    def title(self) -> str:
        return str(self.item.conversation.title)

    def refuse_role(self, member: Any) -> str:
        return refuse_facilitation(member, self.theme)


class PostTarget(TextTarget):
    field = "post"
    of_author = "post__author"
    actions: ClassVar[ContributionActions] = topics.posts


class MessageTarget(TextTarget):
    field = "message"
    of_author = "message__author"
    actions: ClassVar[ContributionActions] = chat.messages


class AdministratorsTarget(Target):
    """What belongs to no theme: administrators decide."""

    @property
    def theme(self) -> None:
        return None

    def refuse_role(self, member: Any) -> str:
        return refuse_administration(member)


class NoteTarget(AdministratorsTarget, ContributionTarget):
    """A private note. Administrators read the reported text and nothing else (decision 97).

    They hide the note or act on its author. Agreement of members never hides one.
    """

    field = "private_note"
    of_author = "private_note__author"
    actions: ClassVar[ContributionActions] = private_notes.notes

    @property
    def title(self) -> str:
        return _("A private note")


class ProfileTarget(AdministratorsTarget):
    """A member with what they say about themselves."""

    field = "member"
    of_author = "member"

    @property
    def author(self) -> Member:
        member: Member = self.item
        return member

    @property
    def title(self) -> str:
        return self.author.get_full_name()

    @property
    def source(self) -> str:
        """The words of the profile, one field a line."""
        words = (getattr(self.author, field) for field in PROFILE_FIELDS)
        return "\n".join(word for word in words if word)

    @property
    def version(self) -> int:
        shown = row_version(self.author, (*PROFILE_FIELDS, "picture"))
        return zlib.crc32(shown.encode()) % MAX_VERSION

    @property
    def is_removed(self) -> bool:
        return bool(self.author.closed_at)

    def locked(self) -> Target:
        return ProfileTarget(Member.objects.locked(self.author.pk))

    def refuse_report(self, member: Any, *, why: str) -> str:
        if refusal := permissions.refuse_writing(member):
            return refusal
        if self.author.closed_at:
            return _("This account is closed.")
        if self.author.pk == member.pk:
            return _("You cannot report yourself.")
        return "" if why else _("Briefly describe the problem with this profile.")

    def reported_event(self, *, by: int, why: str, report_id: int) -> object:
        return ProfileReported(report_id, by=by)


CLASSES: dict[type[Model], type[Target]] = {
    Post: PostTarget,
    Message: MessageTarget,
    PrivateNote: NoteTarget,
    Member: ProfileTarget,
}
FIELDS = tuple(target_class.field for target_class in CLASSES.values())
OF_AUTHOR = tuple(target_class.of_author for target_class in CLASSES.values())


def target_of(reported: Reported) -> Target:
    return CLASSES[reported._meta.model](reported)


def target_fields(reported: Reported) -> dict[str, Any]:
    """The column that names what was reported, for a filter or a new row."""
    return {target_of(reported).field: reported}


def report_url(reported: Reported) -> str:
    """The page on which a member reports it."""
    if isinstance(reported, Member):
        return reverse("reports:report_member", args=[reported.handle])
    return f"{reported.own_page_url}report/"


def about_one_thing_q() -> Q:
    """Exactly one of the columns of FIELDS has a value."""
    return reduce(
        or_, [Q(**{f"{other}__isnull": other != field for other in FIELDS}) for field in FIELDS]
    )
