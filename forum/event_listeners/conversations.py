"""What happens after messages, private notes, reactions, bookmarks and files change."""

from collective_brain import event_log
from collective_brain.event_log import Listeners
from forum.bookmarks import events as bookmark_events
from forum.chat import events as chat_events
from forum.chat import streams as chat_streams
from forum.drafts import listeners as draft_listeners
from forum.enquiries import events as enquiry_events
from forum.following import listeners as following_listeners
from forum.mail import decision_mail
from forum.mail import listeners as mail_listeners
from forum.moderation import listeners as moderation_listeners
from forum.notifications import bookmark_listeners as bookmark_notifications
from forum.notifications import enquiry_listeners as enquiry_notifications
from forum.notifications import listeners as notification_listeners
from forum.notifications import private_note_listeners as private_note_notifications
from forum.notifications import report_listeners as report_notifications
from forum.private_notes import events as private_note_events
from forum.private_notes import streams as private_note_streams
from forum.push import listeners as push_listeners
from forum.reactions import events as reaction_events
from forum.reactions import listeners as reaction_listeners
from forum.reports import listeners as report_listeners
from forum.search import listeners as search_listeners
from forum.trust import listeners as trust_listeners
from forum.uploads import events as upload_events

LISTENERS: event_log.ListenersByEvent = {
    chat_events.RoomOpened: Listeners(),
    chat_events.MessageSaid: Listeners(
        after_commit=[
            draft_listeners.close_draft_of_message,
            chat_streams.broadcast_message,
            following_listeners.mark_room_read_for_author,
        ],
        by_worker=[
            draft_listeners.close_draft_of_message,
            following_listeners.mark_room_read_for_author,
            notification_listeners.notify_of_message,
            push_listeners.queue_message,
            search_listeners.index_message,
        ],
    ),
    chat_events.MessageEdited: Listeners(
        after_commit=[draft_listeners.close_draft_of_message_edit, chat_streams.broadcast_message],
        by_worker=[
            notification_listeners.notify_of_message,
            push_listeners.queue_message,
            search_listeners.index_message,
        ],
    ),
    chat_events.MessageDeleted: Listeners(
        after_commit=[chat_streams.broadcast_message],
        by_worker=[
            report_listeners.close_reports_of_removed_message,
            notification_listeners.delete_notifications_of_removed_message,
            search_listeners.index_message,
        ],
    ),
    chat_events.MessageRestored: Listeners(
        after_commit=[chat_streams.broadcast_message],
        by_worker=[
            report_listeners.reopen_reports_of_restored_message,
            notification_listeners.notify_of_message,
            push_listeners.queue_message,
            search_listeners.index_message,
        ],
    ),
    chat_events.MessageHidden: Listeners(
        after_commit=[chat_streams.broadcast_message],
        by_worker=[
            moderation_listeners.state_reasons,
            report_listeners.close_reports_of_removed_message,
            notification_listeners.notify_of_hidden_message,
            search_listeners.index_message,
            decision_mail.email_statement,
            trust_listeners.compute_level_of_message_author,
        ],
    ),
    chat_events.MessageMentionForgotten: Listeners(
        after_commit=[chat_streams.broadcast_message], by_worker=[search_listeners.index_message]
    ),
    chat_events.MessageRemade: Listeners(
        after_commit=[chat_streams.broadcast_message], by_worker=[search_listeners.index_message]
    ),
    chat_events.MessageUnhidden: Listeners(
        after_commit=[chat_streams.broadcast_message],
        by_worker=[
            moderation_listeners.end_statements,
            report_notifications.notify_of_reversal,
            search_listeners.index_message,
            trust_listeners.compute_level_of_message_author,
        ],
    ),
    chat_events.MessageReported: Listeners(
        by_worker=[report_notifications.notify_of_message_report]
    ),
    enquiry_events.EnquiryWritten: Listeners(
        by_worker=[
            enquiry_notifications.notify_of_enquiry,
            push_listeners.queue_enquiry,
            mail_listeners.queue_enquiry,
        ]
    ),
    private_note_events.NoteSent: Listeners(
        after_commit=[private_note_streams.broadcast_note],
        by_worker=[
            private_note_notifications.notify_of_note,
            push_listeners.queue_private_note,
            mail_listeners.queue_private_note,
        ],
    ),
    private_note_events.NoteEdited: Listeners(after_commit=[private_note_streams.broadcast_note]),
    private_note_events.NoteDeleted: Listeners(
        after_commit=[private_note_streams.broadcast_note],
        by_worker=[
            report_listeners.close_reports_of_removed_note,
            private_note_notifications.delete_notifications_of_removed_note,
        ],
    ),
    private_note_events.NoteRestored: Listeners(
        after_commit=[private_note_streams.broadcast_note],
        by_worker=[report_listeners.reopen_reports_of_restored_note],
    ),
    private_note_events.NoteHidden: Listeners(
        after_commit=[private_note_streams.broadcast_note],
        by_worker=[
            moderation_listeners.state_reasons,
            report_listeners.close_reports_of_removed_note,
            private_note_notifications.notify_of_hidden_note,
            decision_mail.email_statement,
            trust_listeners.compute_level_of_note_author,
        ],
    ),
    private_note_events.NoteUnhidden: Listeners(
        after_commit=[private_note_streams.broadcast_note],
        by_worker=[
            moderation_listeners.end_statements,
            report_notifications.notify_of_reversal,
            trust_listeners.compute_level_of_note_author,
        ],
    ),
    private_note_events.NoteMentionForgotten: Listeners(
        after_commit=[private_note_streams.broadcast_note]
    ),
    private_note_events.NoteRendered: Listeners(after_commit=[private_note_streams.broadcast_note]),
    private_note_events.NoteReported: Listeners(
        by_worker=[report_notifications.notify_of_note_report]
    ),
    private_note_events.ParticipantAdded: Listeners(
        after_commit=[private_note_streams.broadcast_participants],
        by_worker=[
            private_note_notifications.notify_of_addition,
            push_listeners.queue_participant,
        ],
    ),
    private_note_events.ParticipantLeft: Listeners(
        after_commit=[private_note_streams.broadcast_participants],
        by_worker=[private_note_notifications.delete_notifications_of_who_left],
    ),
    reaction_events.PostReactionsChanged: Listeners(
        after_commit=[reaction_listeners.broadcast_post]
    ),
    reaction_events.MessageReactionsChanged: Listeners(
        after_commit=[reaction_listeners.broadcast_message]
    ),
    bookmark_events.BookmarkSaved: Listeners(),
    bookmark_events.BookmarkRemoved: Listeners(),
    bookmark_events.BookmarkDue: Listeners(
        by_worker=[
            bookmark_notifications.notify_of_reminder,
            push_listeners.queue_reminder,
            mail_listeners.email_reminder,
        ]
    ),
    upload_events.UploadStored: Listeners(),
    upload_events.UploadDescribed: Listeners(),
    upload_events.UploadDeleted: Listeners(),
    upload_events.UploadScanned: Listeners(),
}
