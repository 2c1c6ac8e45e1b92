"""Close the reports of what was edited, hidden or deleted without a decision about them.

The worker calls these listeners. Each is safe to repeat and looks at the current rows.
"""

from accounts.events import MemberClosed, ProfileCorrected
from collective_brain import event_log
from forum.chat.events import MessageEvent
from forum.chat.models import Message
from forum.private_notes.events import NoteEvent
from forum.private_notes.models import PrivateNote
from forum.reports import actions
from forum.reports.assignments import Assignment
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.topics.events import PostEdited, PostEvent, TopicHidden
from forum.topics.models import Post, Topic


def close_reports_of_removed_post(event: PostEvent) -> None:
    _close_if_removed(Post.objects.get(pk=event.post_id), event.by)


def close_reports_of_removed_message(event: MessageEvent) -> None:
    _close_if_removed(Message.objects.get(pk=event.message_id), event.by)


def close_reports_of_removed_note(event: NoteEvent) -> None:
    for note in PrivateNote.objects.filter(pk=event.note_id):  # deleted with its conversation
        _close_if_removed(note, event.by)


def reopen_reports_of_restored_note(event: NoteEvent) -> None:
    for note in PrivateNote.objects.filter(pk=event.note_id):
        _reopen_unless_removed(note, event.by)


def reopen_reports_of_restored_post(event: PostEvent) -> None:
    _reopen_unless_removed(Post.objects.get(pk=event.post_id), event.by)


def reopen_reports_of_restored_message(event: MessageEvent) -> None:
    _reopen_unless_removed(Message.objects.get(pk=event.message_id), event.by)


def close_reports_after_edit_by_facilitator(event: PostEdited) -> None:
    """Only a facilitator's edit is a decision: authors could otherwise close reports about them.

    Reports of the present version came after the edit, and stay open.
    """
    post = Post.objects.get(pk=event.post_id)
    if event.by != post.author_id:
        reports = Report.objects.about(post).exclude(version=post.version)
        actions.close(reports, by_id=event.by, outcome=Outcome.EDITED)


def close_reports_in_hidden_topic(event: TopicHidden) -> None:
    if Topic.objects.filter(pk=event.topic_id, hidden_at__isnull=False).exists():
        # What reports hid still waits for a decision.
        reports = Report.objects.in_topic(event.topic_id).filter(agreed_at=None)
        actions.close(reports, by_id=event.by, outcome=Outcome.HIDDEN)


def close_reports_of_corrected_profile(event: ProfileCorrected) -> None:
    reports = Report.objects.filter(member=event.member_id)
    actions.close(reports, by_id=event.by, outcome=Outcome.EDITED)


def close_reports_of_closed_account(event: MemberClosed) -> None:
    by_id = event.by or event.member_id
    outcome = Outcome.DELETED if by_id == event.member_id else Outcome.CLOSED
    actions.close(Report.objects.filter(member=event.member_id), by_id=by_id, outcome=outcome)


def erase_traces_of_closed_account(event: MemberClosed) -> None:
    about_author = Report.objects.about_author(event.member_id)
    report_ids = set(about_author.values_list("pk", flat=True))
    event_log.erase_reasons(lambda body: body.get("report_id") in report_ids)
    Report.objects.erase_traces_of(event.member_id)
    Assignment.objects.erase_traces_of(event.member_id)


def _close_if_removed(contribution: Post | Message | PrivateNote, by_id: int) -> None:
    if contribution.deleted_at or contribution.hidden_by_id:
        outcome = Outcome.DELETED if contribution.deleted_at else Outcome.HIDDEN
        actions.close(Report.objects.about(contribution), by_id=by_id, outcome=outcome)


def _reopen_unless_removed(contribution: Post | Message | PrivateNote, by_id: int) -> None:
    if not contribution.is_removed:
        actions.reopen(Report.objects.about(contribution), by_id=by_id)
