"""The listeners of every event, the module that serves each stream, and the periodic tasks.

Only forum/apps.py imports this module.
"""

from accounts import events as account_events
from accounts import hooks
from accounts import listeners as account_listeners
from accounts.consents import events as consent_events
from accounts.consents import listeners as consent_listeners
from accounts.invitations import events as invitation_events
from accounts.seeing_as import events as seeing_as_events
from collective_brain import event_log, retention
from collective_brain.backups import daily as daily_backups
from collective_brain.caching import page_cache
from collective_brain.event_log import Listeners
from collective_brain.outgoing_mail import envelopes
from collective_brain.outgoing_mail import tasks as mail_tasks
from forum import live
from forum.announcements import events as announcement_events
from forum.announcements import listeners as announcement_listeners
from forum.blocking import events as blocking_events
from forum.blocking import listeners as blocking_listeners
from forum.bookmarks import events as bookmark_events
from forum.bookmarks import listeners as bookmark_listeners
from forum.bookmarks import tasks as bookmark_tasks
from forum.chat import events as chat_events
from forum.chat import listeners as chat_listeners
from forum.chat import streams as chat_streams
from forum.chat import uploads_in_texts
from forum.contributions import screening_hook
from forum.drafts import listeners as draft_listeners
from forum.drafts import moved_posts as moved_drafts
from forum.enquiries import events as enquiry_events
from forum.enquiries import listeners as enquiry_listeners
from forum.exports import events as export_events
from forum.exports import listeners as export_listeners
from forum.facilitation import plan_actions
from forum.following import events as following_events
from forum.following import listeners as following_listeners
from forum.following import moved_posts as moved_positions
from forum.following.models import ThemeFollow
from forum.groups import events as group_events
from forum.groups import listeners as group_listeners
from forum.insight import counting as insight_counting
from forum.live import listeners as live_listeners
from forum.mail import decision_mail
from forum.mail import listeners as mail_listeners
from forum.mail import moved_posts as moved_mail
from forum.mail import tasks as member_mail_tasks
from forum.mail.delivery import bounce_keys
from forum.mail.delivery import listeners as delivery_listeners
from forum.mail.incoming import listeners as incoming_mail_listeners
from forum.mail.incoming import tasks as incoming_mail_tasks
from forum.mail.joining import events as joining_events
from forum.mail.joining import listeners as joining_listeners
from forum.mail.joining.models import InvitedAddress
from forum.moderation import events as moderation_events
from forum.moderation import listeners as moderation_listeners
from forum.notifications import account_listeners as account_notifications
from forum.notifications import appeal_listeners as appeal_notifications
from forum.notifications import bookmark_listeners as bookmark_notifications
from forum.notifications import enquiry_listeners as enquiry_notifications
from forum.notifications import export_listeners as export_notifications
from forum.notifications import group_listeners as group_notifications
from forum.notifications import listeners as notification_listeners
from forum.notifications import moved_posts as moved_notifications
from forum.notifications import private_note_listeners as private_note_notifications
from forum.notifications import reaction_lines
from forum.notifications import report_listeners as report_notifications
from forum.notifications import screening_listeners as screening_notifications
from forum.notifications import streams as notification_streams
from forum.private_notes import events as private_note_events
from forum.private_notes import listeners as private_note_listeners
from forum.private_notes import streams as private_note_streams
from forum.private_notes import uploads_in_notes
from forum.profile_pictures import events as picture_events
from forum.profile_pictures import listeners as picture_listeners
from forum.push import listeners as push_listeners
from forum.push import tasks as push_tasks
from forum.reactions import events as reaction_events
from forum.reactions import listeners as reaction_listeners
from forum.reports import events as report_events
from forum.reports import listeners as report_listeners
from forum.revisions import events as revision_events
from forum.screening import events as screening_events
from forum.screening import form_trap
from forum.screening import listeners as screening_listeners
from forum.screening import screen as screening
from forum.search import listeners as search_listeners
from forum.sharing import listeners as sharing_listeners
from forum.themes import events as theme_events
from forum.themes import listeners as theme_listeners
from forum.topics import events as topic_events
from forum.topics import listeners as topic_listeners
from forum.topics import streams as topic_streams
from forum.topics import theme_streams
from forum.trust import events as trust_events
from forum.trust import listeners as trust_listeners
from forum.trust import tasks as trust_tasks
from forum.uploads import events as upload_events
from forum.uploads import hooks as upload_hooks
from forum.uploads import listeners as upload_listeners
from forum.uploads import quarantine

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
    account_events.MemberWelcomed: Listeners(
        by_worker=[
            following_listeners.track_sign_up_themes,
            search_listeners.index_member,
            mail_listeners.plan_digest,
            joining_listeners.link_invited_member,
        ]
    ),
    account_events.ProfileChanged: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_member],
        by_worker=[search_listeners.index_member, mail_listeners.plan_digest],
    ),
    account_events.ProfileCorrected: Listeners(
        after_commit=[page_cache.expire_all_pages],
        by_worker=[
            account_listeners.email_profile_correction,
            report_listeners.close_reports_of_corrected_profile,
            search_listeners.index_member,
        ],
    ),
    account_events.PreferencesChanged: Listeners(
        by_worker=[search_listeners.index_member, mail_listeners.plan_digest]
    ),
    invitation_events.InvitationMade: Listeners(),
    invitation_events.InvitationEnded: Listeners(),
    joining_events.AddressesInvited: Listeners(by_worker=[joining_listeners.mail_invitations]),
    joining_events.MemberJoinedByMail: Listeners(),
    account_events.CommunityConfirmed: Listeners(
        after_commit=[page_cache.expire_all_pages],
        by_worker=[moderation_listeners.end_statements, account_notifications.notify],
    ),
    account_events.CommunityRefused: Listeners(
        after_commit=[page_cache.expire_all_pages],
        by_worker=[
            moderation_listeners.state_reasons,
            account_notifications.notify,
            decision_mail.email_statement,
        ],
    ),
    account_events.MemberSilenced: Listeners(
        after_commit=[live_listeners.recheck_member],
        by_worker=[
            moderation_listeners.state_reasons,
            account_notifications.notify,
            decision_mail.email_statement,
            trust_listeners.compute_level_of_member,
        ],
    ),
    account_events.MemberSuspended: Listeners(
        after_commit=[live_listeners.recheck_member],
        by_worker=[
            moderation_listeners.state_reasons,
            account_notifications.notify,
            decision_mail.email_statement,
        ],
    ),
    account_events.SanctionLifted: Listeners(
        after_commit=[live_listeners.recheck_member],
        by_worker=[
            moderation_listeners.end_statements,
            account_notifications.notify,
            trust_listeners.compute_level_of_member,
        ],
    ),
    account_events.MemberClosed: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_member],
        by_worker=[
            page_cache.expire_all_pages,
            account_listeners.end_sessions_of_closed_account,
            consent_listeners.delete_consents_of_closed_account,
            theme_listeners.end_facilitation_of_closed_account,
            group_listeners.leave_groups_of_closed_account,
            following_listeners.delete_follows_and_positions,
            notification_listeners.delete_notifications_of_closed_account,
            mail_listeners.delete_mail_of_closed_account,
            incoming_mail_listeners.delete_received_mail_of_closed_account,
            joining_listeners.delete_address_of_closed_account,
            push_listeners.delete_devices_of_closed_account,
            sharing_listeners.delete_feed_address_of_closed_account,
            delivery_listeners.delete_address_of_closed_account,
            draft_listeners.delete_drafts_of_closed_account,
            screening_listeners.delete_texts_of_closed_account,
            upload_listeners.delete_unused_files_of_closed_account,
            picture_listeners.delete_picture_of_closed_account,
            chat_listeners.erase_reasons_about_closed_account,
            report_listeners.close_reports_of_closed_account,
            report_listeners.erase_traces_of_closed_account,
            moderation_listeners.erase_traces_of_closed_account,
            reaction_listeners.take_back_reactions_of_closed_account,
            bookmark_listeners.delete_bookmarks_of_closed_account,
            export_listeners.delete_exports_of_closed_account,
            enquiry_listeners.delete_enquiries_of_closed_account,
            trust_listeners.delete_vouches_of_closed_account,
            private_note_listeners.leave_conversations_of_closed_account,
            private_note_listeners.erase_reasons_about_closed_account,
            private_note_listeners.replace_mentions_of_closed_account,
            blocking_listeners.delete_blocks_of_closed_account,
            chat_listeners.replace_mentions_of_closed_account,
            search_listeners.index_member,
        ],
    ),
    consent_events.RulesAccepted: Listeners(),
    seeing_as_events.SeenAs: Listeners(),
    account_events.TextsEmptied: Listeners(
        by_worker=[
            chat_listeners.empty_texts_of_former_member,
            private_note_listeners.empty_notes_of_former_member,
        ]
    ),
    account_events.HandleForgotten: Listeners(after_commit=[page_cache.expire_all_pages]),
    account_events.SessionsEnded: Listeners(
        after_commit=[live_listeners.close_tabs_of_ended_sessions],
        by_worker=[push_listeners.delete_devices_of_ended_sessions],
    ),
    account_events.RoleChanged: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_member],
        by_worker=[
            report_notifications.delete_reports_of_former_facilitators,
            group_notifications.delete_notifications_in_closed_themes,
            trust_listeners.compute_level_of_member,
        ],
    ),
    account_events.SecondStepRemoved: Listeners(by_worker=[account_listeners.email_two_step_reset]),
    theme_events.ThemeChanged: Listeners(
        after_commit=[page_cache.expire_all_pages],
        by_worker=[report_notifications.delete_reports_of_former_facilitators],
    ),
    theme_events.ThemeArchived: Listeners(after_commit=[page_cache.expire_all_pages]),
    theme_events.ThemeReopened: Listeners(after_commit=[page_cache.expire_all_pages]),
    theme_events.FirstPostsChanged: Listeners(),
    theme_events.FacilitatorAdded: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_member],
        by_worker=[
            account_notifications.notify,
            trust_listeners.compute_level_of_member,
        ],
    ),
    theme_events.FacilitatorRemoved: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_member],
        by_worker=[
            account_notifications.notify,
            report_notifications.delete_reports_of_former_facilitators,
            group_notifications.delete_notifications_in_closed_themes,
            trust_listeners.compute_level_of_member,
        ],
    ),
    # Cached pages expire twice: the first time may be lost, and a page would stay public.
    theme_events.ThemeAccessChanged: Listeners(
        after_commit=[page_cache.expire_all_pages, live_listeners.recheck_all],
        by_worker=[
            page_cache.expire_all_pages,
            group_notifications.delete_notifications_of_outsiders,
        ],
    ),
    announcement_events.AnnouncementShown: Listeners(
        after_commit=[announcement_listeners.show_current],
        by_worker=[announcement_listeners.show_current],
    ),
    announcement_events.AnnouncementEnded: Listeners(
        after_commit=[announcement_listeners.show_current],
        by_worker=[announcement_listeners.show_current],
    ),
    group_events.GroupChanged: Listeners(by_worker=[trust_listeners.compute_levels_of_group]),
    group_events.GroupInvitationMade: Listeners(),
    group_events.GroupInvitationEnded: Listeners(),
    group_events.GroupRequested: Listeners(by_worker=[group_notifications.notify_of_request]),
    group_events.GroupRequestRefused: Listeners(
        by_worker=[group_notifications.notify_of_membership]
    ),
    group_events.GroupMemberAdded: Listeners(
        by_worker=[
            group_notifications.notify_of_membership,
            trust_listeners.compute_level_of_member,
        ]
    ),
    group_events.GroupRoleChanged: Listeners(),
    group_events.GroupMemberRemoved: Listeners(
        after_commit=[live_listeners.recheck_member],
        by_worker=[
            group_notifications.notify_of_membership,
            group_notifications.delete_notifications_in_closed_themes,
            trust_listeners.compute_level_of_member,
        ],
    ),
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
            report_listeners.close_reports_of_edited_post,
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
    revision_events.RevisionHidden: Listeners(),
    revision_events.RevisionUnhidden: Listeners(),
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
    export_events.ExportRequested: Listeners(by_worker=[export_listeners.make_file]),
    export_events.ExportFinished: Listeners(
        by_worker=[export_notifications.notify_of_export, mail_listeners.email_export]
    ),
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
    blocking_events.MemberBlocked: Listeners(
        by_worker=[notification_listeners.mark_read_what_blocked_member_wrote]
    ),
    blocking_events.MemberUnblocked: Listeners(),
    trust_events.MemberVouched: Listeners(by_worker=[account_notifications.notify]),
    trust_events.VouchEnded: Listeners(by_worker=[account_notifications.notify]),
    upload_events.UploadStored: Listeners(),
    upload_events.UploadDescribed: Listeners(),
    upload_events.UploadDeleted: Listeners(),
    upload_events.UploadScanned: Listeners(),
    picture_events.ProfilePictureChanged: Listeners(after_commit=[page_cache.expire_all_pages]),
    picture_events.ProfilePictureRemoved: Listeners(
        after_commit=[page_cache.expire_all_pages],
        by_worker=[
            page_cache.expire_all_pages,
            moderation_listeners.state_reasons,
            account_notifications.notify,
            decision_mail.email_statement,
        ],
    ),
    following_events.TopicFollowed: Listeners(),
    following_events.ThemeFollowed: Listeners(),
}

STREAMS: dict[str, live.StreamKind] = {
    "topic": topic_streams.topic_stream,
    "room": chat_streams.room_stream,
    "note": private_note_streams.private_conversation_stream,
    "theme": theme_streams,
    "member": notification_streams,
}


# The worker runs these every settings.EVENT_LOG_SWEEP_EVERY seconds.
PERIODIC_TASKS = [
    mail_tasks.retry_overdue,
    member_mail_tasks.enqueue_due_mail,
    push_tasks.enqueue_due_messages,
    incoming_mail_tasks.enqueue_reading,
    reaction_lines.write_lines_of_the_day,
    bookmark_tasks.remind_due,
    trust_tasks.compute_due_levels,
    quarantine.scan_waiting_files,
    daily_backups.enqueue_daily_backup,
    plan_actions.apply_due_plans,
    announcement_listeners.show_current,
    insight_counting.count_days,
    retention.delete_old,
]


def register_all() -> None:
    """Connect the packages of the site at start-up."""
    event_log.register(LISTENERS, PERIODIC_TASKS)
    live.register_stream_kinds(STREAMS)
    screening_hook.screen, screening_hook.was_held = screening.screen, screening.was_held
    screening_hook.arrival_of = form_trap.arrival_of
    upload_hooks.visible_uses = lambda member: (
        uploads_in_texts.visible_uses(member) | uploads_in_notes.visible_uses(member)
    )
    hooks.theme_choices = ThemeFollow.objects.theme_choices
    hooks.count_returned_invitations = InvitedAddress.objects.count_returned
    envelopes.sender_to = bounce_keys.sender_to
    hooks.is_facilitator = lambda member: member.facilitated_themes.exists()
