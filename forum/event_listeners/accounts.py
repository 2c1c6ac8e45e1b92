"""What happens after members join, change, leave, or decide about other members."""

from accounts import events as account_events
from accounts import listeners as account_listeners
from accounts.consents import events as consent_events
from accounts.consents import listeners as consent_listeners
from accounts.invitations import events as invitation_events
from accounts.seeing_as import events as seeing_as_events
from collective_brain import event_log
from collective_brain.caching import page_cache
from collective_brain.event_log import Listeners
from forum.blocking import events as blocking_events
from forum.blocking import listeners as blocking_listeners
from forum.bookmarks import listeners as bookmark_listeners
from forum.chat import listeners as chat_listeners
from forum.drafts import listeners as draft_listeners
from forum.enquiries import listeners as enquiry_listeners
from forum.exports import events as export_events
from forum.exports import listeners as export_listeners
from forum.following import listeners as following_listeners
from forum.groups import listeners as group_listeners
from forum.live import listeners as live_listeners
from forum.mail import decision_mail
from forum.mail import listeners as mail_listeners
from forum.mail.delivery import listeners as delivery_listeners
from forum.mail.incoming import listeners as incoming_mail_listeners
from forum.mail.joining import events as joining_events
from forum.mail.joining import listeners as joining_listeners
from forum.moderation import listeners as moderation_listeners
from forum.notifications import account_listeners as account_notifications
from forum.notifications import export_listeners as export_notifications
from forum.notifications import group_listeners as group_notifications
from forum.notifications import listeners as notification_listeners
from forum.notifications import report_listeners as report_notifications
from forum.private_notes import listeners as private_note_listeners
from forum.profile_pictures import events as picture_events
from forum.profile_pictures import listeners as picture_listeners
from forum.push import listeners as push_listeners
from forum.reactions import listeners as reaction_listeners
from forum.reports import listeners as report_listeners
from forum.screening import listeners as screening_listeners
from forum.search import listeners as search_listeners
from forum.sharing import listeners as sharing_listeners
from forum.themes import listeners as theme_listeners
from forum.trust import events as trust_events
from forum.trust import listeners as trust_listeners
from forum.uploads import listeners as upload_listeners

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
    export_events.ExportRequested: Listeners(by_worker=[export_listeners.make_file]),
    export_events.ExportFinished: Listeners(
        by_worker=[export_notifications.notify_of_export, mail_listeners.email_export]
    ),
    blocking_events.MemberBlocked: Listeners(
        by_worker=[notification_listeners.mark_read_what_blocked_member_wrote]
    ),
    blocking_events.MemberUnblocked: Listeners(),
    trust_events.MemberVouched: Listeners(by_worker=[account_notifications.notify]),
    trust_events.VouchEnded: Listeners(by_worker=[account_notifications.notify]),
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
}
