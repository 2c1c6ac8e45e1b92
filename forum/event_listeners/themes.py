"""What happens after themes, groups, announcements and what members follow change."""

from collective_brain import event_log
from collective_brain.caching import page_cache
from collective_brain.event_log import Listeners
from forum.announcements import events as announcement_events
from forum.announcements import listeners as announcement_listeners
from forum.following import events as following_events
from forum.groups import events as group_events
from forum.live import listeners as live_listeners
from forum.notifications import account_listeners as account_notifications
from forum.notifications import group_listeners as group_notifications
from forum.notifications import report_listeners as report_notifications
from forum.themes import events as theme_events
from forum.trust import listeners as trust_listeners

LISTENERS: event_log.ListenersByEvent = {
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
    following_events.TopicFollowed: Listeners(),
    following_events.ThemeFollowed: Listeners(),
}
