"""What happens after posts and topics change, are held, or come back."""

from collective_brain import event_log
from collective_brain.event_log import Listeners
from forum.chat import listeners as chat_listeners
from forum.drafts import listeners as draft_listeners
from forum.drafts import moved_posts as moved_drafts
from forum.following import listeners as following_listeners
from forum.following import moved_posts as moved_positions
from forum.mail import decision_mail
from forum.mail import listeners as mail_listeners
from forum.mail import moved_posts as moved_mail
from forum.mail.incoming import listeners as incoming_mail_listeners
from forum.moderation import listeners as moderation_listeners
from forum.notifications import group_listeners as group_notifications
from forum.notifications import listeners as notification_listeners
from forum.notifications import moved_posts as moved_notifications
from forum.notifications import report_listeners as report_notifications
from forum.notifications import screening_listeners as screening_notifications
from forum.push import listeners as push_listeners
from forum.reports import listeners as report_listeners
from forum.revisions import events as revision_events
from forum.screening import events as screening_events
from forum.screening import listeners as screening_listeners
from forum.search import listeners as search_listeners
from forum.topics import events as topic_events
from forum.topics import listeners as topic_listeners
from forum.topics import streams as topic_streams
from forum.trust import listeners as trust_listeners

# What follows posts to another topic.
AFTER_MOVED_POSTS: list[event_log.Listener | event_log.SlicedListener] = [
    moved_positions.move_positions,
    moved_drafts.move_drafts,
    topic_listeners.count_moved_posts,
    moved_notifications.move_notifications,
    moved_mail.move_mail,
    group_notifications.delete_notifications_of_outsiders,
    report_notifications.notify_of_reports_in_moved_topic,
    search_listeners.index_moved_posts,
]

LISTENERS: event_log.ListenersByEvent = {
    # A draft is closed twice. `after_commit` closes it before the text is shown, so that a page
    # opened then has no draft. `by_worker` closes it again, because a save may still have been on
    # its way.
    topic_events.TopicStarted: Listeners(
        after_commit=[
            following_listeners.mark_read_and_track_for_author,
            draft_listeners.close_draft_of_post,
        ],
        by_worker=[
            draft_listeners.close_draft_of_post,
            topic_listeners.count_in_theme,
            topic_listeners.empty_removed_quotations_in_post,
            following_listeners.mark_read_and_track_for_author,
            notification_listeners.notify_of_post,
            push_listeners.queue_post,
            mail_listeners.queue_post,
            search_listeners.index_post,
            trust_listeners.raise_levels,
        ],
    ),
    topic_events.PostPublished: Listeners(
        after_commit=[
            draft_listeners.close_draft_of_post,
            topic_streams.broadcast_post,
            following_listeners.mark_read_and_track_for_author,
        ],
        by_worker=[
            draft_listeners.close_draft_of_post,
            topic_listeners.count_in_theme,
            topic_listeners.empty_removed_quotations_in_post,
            following_listeners.mark_read_and_track_for_author,
            following_listeners.set_unread_since,
            notification_listeners.notify_of_post,
            push_listeners.queue_post,
            mail_listeners.queue_post,
            search_listeners.index_post,
            trust_listeners.raise_levels,
        ],
    ),
    topic_events.PostEdited: Listeners(
        after_commit=[draft_listeners.close_draft_of_post_edit, topic_streams.broadcast_post],
        by_worker=[
            moderation_listeners.state_reasons,
            topic_listeners.empty_removed_quotations_in_post,
            report_listeners.close_reports_after_edit_by_facilitator,
            notification_listeners.notify_of_edit,
            push_listeners.queue_post,
            mail_listeners.queue_edited_post,
            search_listeners.index_post,
            decision_mail.email_statement,
        ],
    ),
    topic_events.WikiPostEdited: Listeners(
        after_commit=[draft_listeners.close_draft_of_post_edit, topic_streams.broadcast_post],
        by_worker=[
            topic_listeners.empty_removed_quotations_in_post,
            search_listeners.index_post,
        ],
    ),
    topic_events.PostMadeWiki: Listeners(after_commit=[topic_streams.broadcast_post]),
    topic_events.PostWikiEnded: Listeners(after_commit=[topic_streams.broadcast_post]),
    topic_events.PostDeleted: Listeners(
        after_commit=[topic_streams.broadcast_post],
        by_worker=[
            topic_listeners.empty_quotations_of_removed_post,
            topic_listeners.count_in_theme,
            report_listeners.close_reports_of_removed_post,
            notification_listeners.delete_notifications_of_removed_post,
            search_listeners.index_post,
            trust_listeners.compute_levels_of_post,
        ],
    ),
    topic_events.PostRestored: Listeners(
        after_commit=[topic_streams.broadcast_post],
        by_worker=[
            topic_listeners.empty_removed_quotations_in_post,
            topic_listeners.count_in_theme,
            report_listeners.reopen_reports_of_restored_post,
            notification_listeners.notify_of_post,
            push_listeners.queue_post,
            mail_listeners.queue_post,
            search_listeners.index_post,
            trust_listeners.compute_levels_of_post,
        ],
    ),
    topic_events.PostHidden: Listeners(
        after_commit=[topic_streams.broadcast_post],
        by_worker=[
            moderation_listeners.state_reasons,
            topic_listeners.empty_quotations_of_removed_post,
            topic_listeners.count_in_theme,
            report_listeners.close_reports_of_removed_post,
            notification_listeners.notify_of_hidden_post,
            search_listeners.index_post,
            decision_mail.email_statement,
            trust_listeners.compute_levels_of_post,
        ],
    ),
    topic_events.PostUnhidden: Listeners(
        after_commit=[topic_streams.broadcast_post],
        by_worker=[
            moderation_listeners.end_statements,
            report_notifications.notify_of_reversal,
            topic_listeners.count_in_theme,
            search_listeners.index_post,
            trust_listeners.compute_levels_of_post,
        ],
    ),
    screening_events.PostHeld: Listeners(
        after_commit=[draft_listeners.close_draft_of_held_post],
        by_worker=[
            draft_listeners.close_draft_of_held_post,
            screening_notifications.notify_of_held_post,
        ],
    ),
    screening_events.HeldPostEdited: Listeners(),
    screening_events.HeldPostTakenBack: Listeners(
        by_worker=[
            screening_notifications.delete_notifications_of_held_post,
            incoming_mail_listeners.finish_mail_of_text_taken_back,
        ]
    ),
    screening_events.HeldPostApproved: Listeners(
        after_commit=[incoming_mail_listeners.finish_mail_of_approved_text],
        by_worker=[
            incoming_mail_listeners.finish_mail_of_approved_text,
            moderation_listeners.end_statements,
            screening_notifications.notify_of_approval,
        ],
    ),
    screening_events.HeldPostRejected: Listeners(
        by_worker=[
            incoming_mail_listeners.finish_mail_of_rejected_text,
            moderation_listeners.state_reasons,
            screening_notifications.notify_of_rejection,
            decision_mail.email_statement,
        ]
    ),
    screening_events.AllWaitBegun: Listeners(),
    screening_events.AllWaitEnded: Listeners(),
    screening_events.WatchedWordAdded: Listeners(),
    screening_events.WatchedWordRemoved: Listeners(),
    revision_events.RevisionHidden: Listeners(
        by_worker=[
            moderation_listeners.state_reasons,
            notification_listeners.notify_of_hidden_version,
            decision_mail.email_statement,
        ]
    ),
    revision_events.RevisionUnhidden: Listeners(by_worker=[moderation_listeners.end_statements]),
    topic_events.PostReported: Listeners(by_worker=[report_notifications.notify_of_post_report]),
    topic_events.MentionForgotten: Listeners(
        after_commit=[topic_streams.broadcast_post], by_worker=[search_listeners.index_post]
    ),
    topic_events.PostRemade: Listeners(
        after_commit=[topic_streams.broadcast_post], by_worker=[search_listeners.index_post]
    ),
    topic_events.QuotationsEmptied: Listeners(
        after_commit=[topic_streams.broadcast_post], by_worker=[search_listeners.index_post]
    ),
    topic_events.TopicPinned: Listeners(
        after_commit=[topic_streams.broadcast_head], by_worker=[topic_listeners.count_in_theme]
    ),
    topic_events.TopicUnpinned: Listeners(
        after_commit=[topic_streams.broadcast_head], by_worker=[topic_listeners.count_in_theme]
    ),
    topic_events.TopicPlanned: Listeners(
        after_commit=[topic_streams.broadcast_head], by_worker=[topic_listeners.count_in_theme]
    ),
    topic_events.TopicSlowed: Listeners(after_commit=[topic_streams.broadcast_head]),
    topic_events.TopicNoteChanged: Listeners(after_commit=[topic_streams.broadcast_head]),
    topic_events.TopicKindChanged: Listeners(
        after_commit=[topic_streams.broadcast_changed_posts, topic_streams.broadcast_head],
        by_worker=[topic_listeners.count_in_theme],
    ),
    topic_events.AnswerAccepted: Listeners(
        after_commit=[topic_streams.broadcast_changed_posts, topic_streams.broadcast_head],
        by_worker=[
            topic_listeners.count_in_theme,
            notification_listeners.notify_of_accepted_answer,
        ],
    ),
    topic_events.AnswerUnaccepted: Listeners(
        after_commit=[topic_streams.broadcast_changed_posts, topic_streams.broadcast_head],
        by_worker=[topic_listeners.count_in_theme],
    ),
    topic_events.TopicClosed: Listeners(
        after_commit=[topic_streams.broadcast_head, chat_listeners.broadcast_topic_state],
        by_worker=[
            topic_listeners.count_in_theme,
            chat_listeners.broadcast_topic_state,
            notification_listeners.notify_of_changed_topic,
        ],
    ),
    topic_events.TopicReopened: Listeners(
        after_commit=[topic_streams.broadcast_head, chat_listeners.broadcast_topic_state],
        by_worker=[topic_listeners.count_in_theme, chat_listeners.broadcast_topic_state],
    ),
    topic_events.TopicRetitled: Listeners(
        after_commit=[topic_streams.broadcast_head, chat_listeners.broadcast_topic_state],
        by_worker=[
            topic_listeners.count_in_theme,
            chat_listeners.broadcast_topic_state,
            notification_listeners.notify_of_changed_topic,
            search_listeners.index_topic,
        ],
    ),
    topic_events.TopicMoved: Listeners(
        after_commit=[
            topic_streams.recheck_or_broadcast_head,
            chat_listeners.recheck_room_subscriptions,
            chat_listeners.broadcast_topic_state,
        ],
        by_worker=[
            group_notifications.delete_notifications_of_outsiders,
            topic_listeners.count_in_theme,
            chat_listeners.broadcast_topic_state,
            notification_listeners.notify_of_changed_topic,
            report_notifications.notify_of_reports_in_moved_topic,
            search_listeners.reindex_moved_topic,
        ],
    ),
    topic_events.TopicSplit: Listeners(
        after_commit=[topic_streams.broadcast_moved_posts], by_worker=AFTER_MOVED_POSTS
    ),
    topic_events.TopicMerged: Listeners(
        after_commit=[topic_streams.broadcast_moved_posts, chat_listeners.broadcast_topic_state],
        by_worker=[
            *AFTER_MOVED_POSTS,
            screening_listeners.move_texts_of_merged_topic,
            chat_listeners.broadcast_topic_state,
            notification_listeners.notify_of_changed_topic,
        ],
    ),
    topic_events.TopicHidden: Listeners(
        after_commit=[
            topic_streams.recheck_topic_subscriptions,
            chat_listeners.recheck_room_subscriptions,
        ],
        by_worker=[
            moderation_listeners.state_reasons,
            topic_listeners.count_in_theme,
            report_listeners.close_reports_in_hidden_topic,
            notification_listeners.notify_of_hidden_topic,
            decision_mail.email_statement,
            trust_listeners.compute_level_of_topic_author,
        ],
    ),
    topic_events.TopicUnhidden: Listeners(
        by_worker=[
            moderation_listeners.end_statements,
            report_notifications.notify_of_reversal,
            topic_listeners.count_in_theme,
            trust_listeners.compute_level_of_topic_author,
        ]
    ),
}
