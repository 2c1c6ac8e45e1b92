"""Write the reasons of a decision for the member that it is about. The worker calls these.

Each is safe to repeat. Acts of older releases have no row in the record, and so no statement.
"""

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts import events as account_events
from accounts.acts.models import Act
from accounts.acts.targets import TargetKind
from accounts.events import MemberClosed
from accounts.models import Member
from forum.chat import events as chat_events
from forum.chat.models import Message
from forum.contributions.usernames import erase_username
from forum.moderation import actions
from forum.moderation.events import AppealDecided
from forum.moderation.models import Appeal, AppealMessage, Statement, StatementKind
from forum.private_notes import events as private_note_events
from forum.private_notes.models import PrivateNote
from forum.profile_pictures import events as picture_events
from forum.reports.events import AuthorWarned, HiddenByReports
from forum.reports.models import Report
from forum.revisions.events import RevisionHidden, RevisionUnhidden
from forum.screening import events as screening_events
from forum.screening.models import HeldPost
from forum.topics import events as topic_events
from forum.topics.models import Post, Revision

# The kind of the statement, the kind of the target, and the field of the event with its key.
STATEMENTS: dict[type, tuple[StatementKind, TargetKind, str]] = {
    topic_events.PostHidden: (StatementKind.POST, TargetKind.POST, "post_id"),
    topic_events.PostEdited: (StatementKind.EDITED, TargetKind.POST, "post_id"),
    RevisionHidden: (StatementKind.VERSION, TargetKind.POST, "post_id"),
    topic_events.TopicHidden: (StatementKind.TOPIC, TargetKind.TOPIC, "topic_id"),
    chat_events.MessageHidden: (StatementKind.MESSAGE, TargetKind.MESSAGE, "message_id"),
    private_note_events.NoteHidden: (StatementKind.NOTE, TargetKind.NOTE, "note_id"),
    screening_events.HeldPostRejected: (StatementKind.REJECTED, TargetKind.HELD, "held_id"),
    account_events.MemberSilenced: (StatementKind.SILENCED, TargetKind.MEMBER, "member_id"),
    account_events.MemberSuspended: (StatementKind.SUSPENDED, TargetKind.MEMBER, "member_id"),
    account_events.CommunityRefused: (StatementKind.COMMUNITY, TargetKind.MEMBER, "member_id"),
    picture_events.ProfilePictureRemoved: (StatementKind.PICTURE, TargetKind.MEMBER, "member_id"),
}
# What undoes a decision, and the kinds of statements that then end.
ENDS: dict[type, tuple[TargetKind, str, tuple[StatementKind, ...]]] = {
    topic_events.PostUnhidden: (TargetKind.POST, "post_id", (StatementKind.POST,)),
    RevisionUnhidden: (TargetKind.POST, "post_id", (StatementKind.VERSION,)),
    topic_events.TopicUnhidden: (TargetKind.TOPIC, "topic_id", (StatementKind.TOPIC,)),
    chat_events.MessageUnhidden: (TargetKind.MESSAGE, "message_id", (StatementKind.MESSAGE,)),
    private_note_events.NoteUnhidden: (TargetKind.NOTE, "note_id", (StatementKind.NOTE,)),
    screening_events.HeldPostApproved: (TargetKind.HELD, "held_id", (StatementKind.REJECTED,)),
    account_events.SanctionLifted: (
        *(TargetKind.MEMBER, "member_id"),
        (StatementKind.SILENCED, StatementKind.SUSPENDED),
    ),
    account_events.CommunityConfirmed: (
        *(TargetKind.MEMBER, "member_id"),
        (StatementKind.COMMUNITY,),
    ),
}

TEXTS: dict[TargetKind, Any] = {
    TargetKind.POST: Post,
    TargetKind.MESSAGE: Message,
    TargetKind.HELD: HeldPost,
}

# Columns in which somebody may write @username about another member.
TEXTS_ABOUT_OTHERS = (
    (AppealMessage, "source"),
    (Act, "why"),
    (Appeal, "why"),
    (Statement, "text"),
)


def state_reasons(event: Any) -> None:
    """One statement for one act; none about what members do with their own texts."""
    kind, act = decision_of(event)
    if not act or not act.member or act.member.closed_at or act.by_id == act.member_id:
        return
    Statement.objects.get_or_create(
        act=act,
        defaults={
            "member": act.member,
            "kind": kind,
            "theme_id": act.theme_id,
            "text": _text(kind, act),
            "until": _until(act),
        },
    )


def statement_of(event: Any) -> Statement | None:
    """The statement of an event that state_reasons has seen."""
    _kind, act = decision_of(event)
    return Statement.objects.filter(act=act).first() if act else None


def end_statements(event: Any) -> None:
    target_kind, field, kinds = ENDS[type(event)]
    statements = Statement.objects.about(target_kind, getattr(event, field))
    if isinstance(event, RevisionUnhidden):  # other versions of the post stay hidden
        statements = statements.filter(act__after__revision=event.revision_id)
    statements.filter(kind__in=[kind.value for kind in kinds], ended_at=None).update(
        ended_at=timezone.now()
    )


def undo_changed_decision(event: AppealDecided) -> None:
    """The process may have stopped between the decision and what it undoes."""
    for appeal in Appeal.objects.with_statement().filter(pk=event.appeal_id):
        actions.undo_if_changed(appeal)


def erase_traces_of_closed_account(event: MemberClosed) -> None:
    """Decisions about the member and their appeals go with the account."""
    Statement.objects.filter(member=event.member_id).delete()
    Act.objects.all().erase_traces_of(event.member_id)
    handle = Member.objects.values_list("handle", flat=True).get(pk=event.member_id)
    if handle:
        for model, field in TEXTS_ABOUT_OTHERS:
            erase_username(model._base_manager.all(), field, handle)


def decision_of(event: Any) -> tuple[StatementKind, Act | None]:
    """The kind of the statement about `event`, and the row of the record."""
    if isinstance(event, HiddenByReports | AuthorWarned):
        return _decision_of_case(event)
    kind, target_kind, field = STATEMENTS[type(event)]
    return kind, Act.objects.of_event(event, target_kind, getattr(event, field))


def _decision_of_case(event: HiddenByReports | AuthorWarned) -> tuple[StatementKind, Act | None]:
    report = Report.objects.with_targets().filter(pk=event.report_id).first()
    is_warning = isinstance(event, AuthorWarned)
    if report is None:  # a year after the decision
        return StatementKind.WARNED if is_warning else StatementKind.POST, None
    target = report.reported.act_target
    act = Act.objects.of_event(event, target.kind, target.pk or 0)
    if is_warning:
        return StatementKind.WARNED, act
    return StatementKind.MESSAGE if report.message_id else StatementKind.POST, act


def _text(kind: StatementKind, act: Act) -> str:
    """What the author had written. The page of the post has it, too, until somebody removes it."""
    target_id = act.target_id or 0
    if kind == StatementKind.EDITED:
        revisions = Post.objects.get(pk=target_id).revisions.order_by("-pk")
        edit = revisions.filter(by=act.by_id, created_at__lte=act.at).first()
        before = revisions.filter(pk__lt=edit.pk).first() if edit else None
        return before.source if before else ""
    if kind == StatementKind.VERSION:
        sources = Revision.objects.filter(pk=act.after["revision"]).values_list("source", flat=True)
        return sources.first() or ""  # it was deleted with its post
    if act.kind == TargetKind.NOTE:
        return _reported_text(PrivateNote.objects.get(pk=target_id))
    if model := TEXTS.get(TargetKind(act.kind)):
        return str(model._base_manager.get(pk=target_id).source)
    return act.label if kind == StatementKind.TOPIC else ""


def _reported_text(note: PrivateNote) -> str:
    """Those who decide about an appeal read it. A later text of a private note was not reported."""
    reports = Report.objects.about(note).filter(version=note.version)
    return note.source if reports.exists() else ""


def _until(act: Act) -> Any:
    end = act.after.get("silenced_until") or act.after.get("suspended_until")
    return parse_datetime(end) if end else None
