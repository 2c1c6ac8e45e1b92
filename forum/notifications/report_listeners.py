"""Tell facilitators about reports, and reporters about the outcome.

The worker calls these listeners. Each is safe to repeat and looks at the current rows.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q

from accounts.events import RoleChanged
from accounts.models import Member
from forum.chat.events import MessageReported, MessageUnhidden
from forum.chat.models import Message
from forum.notifications import recipients
from forum.notifications.decisions import decision_fields
from forum.notifications.kinds import ABOUT_CASE, Kind
from forum.notifications.listeners import (
    delete_rows,
    load_message,
    load_post,
    notify,
    nudge_members,
)
from forum.notifications.models import Notification
from forum.private_notes.events import NoteReported, NoteUnhidden
from forum.private_notes.models import PrivateNote
from forum.reports.events import (
    AuthorWarned,
    CaseHandedOn,
    HiddenByReports,
    ProfileReported,
    ReportsHandled,
    ReportsReopened,
)
from forum.reports.models import Report
from forum.reports.outcomes import Outcome
from forum.themes.events import FacilitatorRemoved, ThemeChanged
from forum.themes.models import Theme
from forum.topics.events import (
    PostReported,
    PostsMoved,
    PostUnhidden,
    TopicMoved,
    TopicUnhidden,
)
from forum.topics.models import Post, Topic

KIND_BY_OUTCOME = {
    Outcome.UNCHANGED: Kind.KEPT,
    Outcome.EDITED: Kind.AMENDED,
    Outcome.HIDDEN: Kind.REMOVED,
    Outcome.DELETED: Kind.WITHDRAWN,
    Outcome.MOVED: Kind.ACTED,
    # The reporter is not told what an author has to bear.
    Outcome.WARNED: Kind.ACTED,
    Outcome.SILENCED: Kind.ACTED,
    Outcome.SUSPENDED: Kind.ACTED,
    Outcome.CLOSED: Kind.ACTED,
}


def notify_of_post_report(event: PostReported) -> None:
    post = load_post(event)
    _notify_of_report(post, post.topic.theme, event)


def notify_of_message_report(event: MessageReported) -> None:
    message = load_message(event)
    _notify_of_report(message, message.room.home_theme, event)


def notify_of_profile_report(event: ProfileReported) -> None:
    """Tell the administrators, except the one that the report is about."""
    report = Report.objects.open().filter(pk=event.report_id).first()
    if report:
        _notify_of_case(
            _administrators(exclude={report.member_id, event.by}),
            Kind.PROFILE,
            report,
            by_id=event.by,
            text=report.why,
            mark=report.pk,
        )


def notify_of_note_report(event: NoteReported) -> None:
    """Tell the administrators, except its author."""
    report = Report.objects.open().with_targets().filter(pk=event.report_id).first()
    if report and report.private_note:
        _notify_of_case(
            _administrators(exclude={report.private_note.author_id, event.by}),
            Kind.NOTE_REPORT,
            report,
            by_id=event.by,
            text=report.why,
            mark=report.pk,
        )


def notify_of_hand_on(event: CaseHandedOn) -> None:
    """Tell the member who shall decide, or the administrators."""
    report = Report.objects.open().with_targets().filter(pk=event.report_id).first()
    assignment = report.assignment() if report else None
    if report and assignment:
        involved = {event.by, report.target.author.pk}
        involved.update(report.case().values_list("reporter", flat=True))
        assignees = [event.assignee_id] if event.assignee_id else _administrators(exclude=involved)
        _notify_of_case(
            assignees,
            Kind.HANDED_ON,
            report,
            by_id=event.by,
            text=assignment.note,
            mark=event.mark,
        )


def notify_of_hiding_by_reports(event: HiddenByReports) -> None:
    """Tell the author, and those who shall look now."""
    report = Report.objects.open().with_targets().filter(pk=event.report_id).first()
    if report is None:
        return
    author_id, theme = report.target.author.pk, report.target.theme
    _notify_of_case([author_id], Kind.AGREED, report, by_id=author_id, mark=event.mark)
    if theme:
        reporters = report.case().values_list("reporter", flat=True)
        facilitators = recipients.facilitators_or_administrators(
            theme, exclude={author_id, *reporters}
        )
        _notify_of_case(facilitators, Kind.TO_LOOK_AT, report, by_id=event.by, mark=event.mark)


def notify_of_warning(event: AuthorWarned) -> None:
    report = Report.objects.with_targets().filter(pk=event.report_id).first()
    if report:
        _notify_of_case(
            [report.target.author.pk],
            Kind.WARNED,
            report,
            by_id=event.by,
            text=event.why,
            mark=report.pk,
            **decision_fields(event),
        )


def notify_of_reports_in_moved_topic(
    event: TopicMoved | PostsMoved, after: int | None
) -> Iterator[int]:
    """Tell the facilitators of the new theme about the open reports, if they were never told.

    A long job in pieces: it yields the key of each report.
    """
    topic_id = event.target_id if isinstance(event, PostsMoved) else event.topic_id
    topic = Topic.objects.select_related("theme").get(pk=topic_id)
    _delete_unread_of_former_facilitators(topic)
    reports = Report.objects.open().in_topic(topic.pk).filter(pk__gt=after or 0).order_by("pk")
    for key in list(reports.values_list("pk", flat=True)):
        report = Report.objects.with_targets().get(pk=key)
        _notify_facilitators(
            report.reported,  # type: ignore[arg-type]
            topic.theme,
            by_id=report.reporter_id,
            why=report.why,
            mark=event.mark,
            report_id=report.pk,
        )
        yield key


def notify_of_decision(event: ReportsHandled) -> None:
    """Tell the reporters the outcome. The facilitators have nothing left to do."""
    for report in Report.objects.with_targets().filter(pk__in=event.report_ids):
        if report.handled_by_id != report.reporter_id:
            kind = KIND_BY_OUTCOME[Outcome(report.outcome)]
            _notify_of_case([report.reporter_id], kind, report, by_id=event.by, mark=report.pk)
        if report.agreed_at and report.outcome == Outcome.UNCHANGED:
            author_ids = [report.target.author.pk]
            mark = min(event.report_ids)
            _notify_of_case(author_ids, Kind.SHOWN, report, by_id=event.by, mark=mark)
    waiting = Notification.objects.filter(
        kind__in=ABOUT_CASE, report__in=event.report_ids, read_at=None
    )
    member_ids = set(waiting.values_list("member", flat=True))
    waiting.mark_read()
    nudge_members(member_ids)


def notify_of_reversal(
    event: PostUnhidden | MessageUnhidden | NoteUnhidden | TopicUnhidden,
) -> None:
    """Tell those who reported a text that was hidden and that everybody can read again."""
    reports = Report.objects.with_targets().filter(outcome=Outcome.HIDDEN)
    if isinstance(event, PostUnhidden):
        reports = reports.filter(post=event.post_id, post__hidden_by=None)
    elif isinstance(event, MessageUnhidden):
        reports = reports.filter(message=event.message_id, message__hidden_by=None)
    elif isinstance(event, NoteUnhidden):
        reports = reports.filter(private_note=event.note_id, private_note__hidden_by=None)
    else:
        reports = reports.filter(post__topic=event.topic_id, post__topic__hidden_at=None)
        reports = reports.filter(post__hidden_by=None)
    for report in reports.exclude(reporter=event.by):
        _notify_of_case([report.reporter_id], Kind.REVERSED, report, by_id=event.by, mark=report.pk)


def withdraw_decision(event: ReportsReopened) -> None:
    """The reports wait again: reporters have no outcome, and facilitators have to look."""
    about = Notification.objects.filter(report__in=event.report_ids, report__handled_at=None)
    delete_rows(about.exclude(kind__in=ABOUT_CASE).values_list("pk", "member"))
    to_facilitators = about.filter(kind__in=ABOUT_CASE)
    to_facilitators.update(read_at=None)
    nudge_members(set(to_facilitators.values_list("member", flat=True)))


def delete_reports_of_former_facilitators(
    event: ThemeChanged | FacilitatorRemoved | RoleChanged,
) -> None:
    """Delete the reports that their reader may no longer read: nobody counts them as unread."""
    if isinstance(event, RoleChanged):
        reports = Notification.objects.of_former_facilitators(member=event.member_id)
    else:
        reports = Notification.objects.of_former_facilitators(home_theme=event.theme_id)
    delete_rows(reports.values_list("pk", "member"))


def _delete_unread_of_former_facilitators(topic: Topic) -> None:
    """Nobody counts reports that they may no longer read. Who has read one is not told again."""
    of_others = Notification.objects.of_former_facilitators(home_theme=topic.theme_id, read_at=None)
    about_topic = of_others.filter(Q(topic=topic) | Q(room__topic=topic))
    delete_rows(about_topic.values_list("pk", "member"))


def _notify_of_report(
    contribution: Post | Message, theme: Theme, event: PostReported | MessageReported
) -> None:
    """The notification leads to the report, unless an older release stored the event."""
    report_id = event.report_id or None
    if report_id and not Report.objects.open().filter(pk=report_id).exists():
        return  # somebody has handled it already
    _notify_facilitators(
        contribution, theme, by_id=event.by, why=event.why, mark=event.mark, report_id=report_id
    )


def _notify_of_case(
    member_ids: Iterable[int], kind: Kind, report: Report, **fields: object
) -> None:
    """Notify members of a case: about its text, or about the account if it is of a profile.

    Nobody is led from here to a private note.
    """
    reported = report.reported
    if not isinstance(reported, Member | PrivateNote):
        notify(member_ids, kind, reported, report=report, **fields)
        return
    nudge_members(
        Notification.objects.create_missing(
            member_ids, kind=kind, number=0, report=report, **fields
        )
    )


def _administrators(*, exclude: Collection[int | None]) -> list[int]:
    keys = Member.objects.administrators().values_list("pk", flat=True)
    return [key for key in keys if key not in exclude]


def _notify_facilitators(
    contribution: Post | Message,
    theme: Theme,
    *,
    by_id: int,
    why: str,
    mark: int,
    report_id: int | None,
) -> None:
    """Notify the facilitators of `theme` of a report by the member `by_id`."""
    facilitators = recipients.facilitators_or_administrators(
        theme, exclude={by_id, contribution.author_id}
    )
    notify(
        facilitators,
        Kind.REPORT,
        contribution,
        by_id=by_id,
        text=why,
        mark=mark,
        report_id=report_id,
    )
