"""Tell facilitators about reports, and reporters about the outcome.

The worker calls these listeners. Each is safe to repeat and looks at the current rows.
"""

from collections.abc import Iterator

from django.db.models import Q

from accounts.events import RoleChanged
from forum.chat.events import MessageReported
from forum.chat.models import Message
from forum.notifications import recipients
from forum.notifications.kinds import Kind
from forum.notifications.listeners import (
    delete_rows,
    load_message,
    load_post,
    notify,
    nudge_members,
)
from forum.notifications.models import Notification
from forum.reports.events import ReportsHandled, ReportsReopened
from forum.reports.models import Outcome, Report
from forum.themes.events import FacilitatorRemoved, ThemeChanged
from forum.themes.models import Theme
from forum.topics.events import PostReported, TopicMoved
from forum.topics.models import Post, Topic

KIND_BY_OUTCOME = {
    Outcome.UNCHANGED: Kind.KEPT,
    Outcome.EDITED: Kind.AMENDED,
    Outcome.HIDDEN: Kind.REMOVED,
    Outcome.DELETED: Kind.WITHDRAWN,
}


def notify_of_post_report(event: PostReported) -> None:
    post = load_post(event)
    _notify_of_report(post, post.topic.theme, event)


def notify_of_message_report(event: MessageReported) -> None:
    message = load_message(event)
    _notify_of_report(message, message.room.home_theme, event)


def notify_of_reports_in_moved_topic(event: TopicMoved, after: int | None) -> Iterator[int]:
    """Tell the facilitators of the new theme about the open reports, if they were never told.

    A long job in pieces: it yields the key of each report.
    """
    topic = Topic.objects.select_related("theme").get(pk=event.topic_id)
    _delete_unread_of_former_facilitators(topic)
    reports = Report.objects.open().in_topic(topic.pk).filter(pk__gt=after or 0).order_by("pk")
    for key in list(reports.values_list("pk", flat=True)):
        report = Report.objects.with_targets().get(pk=key)
        _notify_facilitators(
            report.contribution,
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
            notify(
                [report.reporter_id],
                kind,
                report.contribution,
                by_id=event.by,
                report=report,
                mark=report.pk,
            )
    waiting = Notification.objects.filter(
        kind=Kind.REPORT, report__in=event.report_ids, read_at=None
    )
    member_ids = set(waiting.values_list("member", flat=True))
    waiting.mark_read()
    nudge_members(member_ids)


def withdraw_decision(event: ReportsReopened) -> None:
    """The reports wait again: reporters have no outcome, and facilitators have to look."""
    about = Notification.objects.filter(report__in=event.report_ids, report__handled_at=None)
    delete_rows(about.exclude(kind=Kind.REPORT).values_list("pk", "member"))
    to_facilitators = about.filter(kind=Kind.REPORT)
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
