"""What happens after reports, decisions and appeals."""

from collective_brain import event_log
from collective_brain.event_log import Listeners
from forum.mail import decision_mail
from forum.moderation import events as moderation_events
from forum.moderation import listeners as moderation_listeners
from forum.notifications import appeal_listeners as appeal_notifications
from forum.notifications import report_listeners as report_notifications
from forum.reports import events as report_events

LISTENERS: event_log.ListenersByEvent = {
    moderation_events.AppealMade: Listeners(by_worker=[appeal_notifications.notify_of_appeal]),
    moderation_events.AppealAnswered: Listeners(
        by_worker=[appeal_notifications.notify_of_appeal_message]
    ),
    moderation_events.AppealDecided: Listeners(
        by_worker=[
            moderation_listeners.undo_changed_decision,
            appeal_notifications.notify_of_appeal_decision,
        ]
    ),
    report_events.ProfileReported: Listeners(
        by_worker=[report_notifications.notify_of_profile_report]
    ),
    report_events.HiddenByReports: Listeners(
        by_worker=[
            moderation_listeners.state_reasons,
            report_notifications.notify_of_hiding_by_reports,
        ]
    ),
    report_events.CaseClaimed: Listeners(),
    report_events.CaseReleased: Listeners(),
    report_events.CaseHandedOn: Listeners(by_worker=[report_notifications.notify_of_hand_on]),
    report_events.AuthorWarned: Listeners(
        by_worker=[
            moderation_listeners.state_reasons,
            report_notifications.notify_of_warning,
            decision_mail.email_statement,
        ]
    ),
    report_events.ReportsHandled: Listeners(by_worker=[report_notifications.notify_of_decision]),
    report_events.ReportsReopened: Listeners(by_worker=[report_notifications.withdraw_decision]),
}
