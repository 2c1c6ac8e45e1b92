"""The nervous system: which slice hears which event, and which serves which line. Nobody imports this."""

from accounts import events as people
from accounts import hooks, two_step_verification
from accounts import listeners as people_listeners
from collective_brain import event_log
from collective_brain.caching import page_cache
from forum import live
from forum.chat import events as chat
from forum.chat import listeners as room_listeners
from forum.chat import streams as room_lines
from forum.drafts import actions as drafts
from forum.drafts import listeners as draft_listeners
from forum.following import events as following
from forum.following import listeners as following_listeners
from forum.following.models import ThemeFollow
from forum.live import listeners as live_listeners
from forum.notifications import listeners as bell_listeners
from forum.notifications import streams as member_lines
from forum.revisions import events as revisions
from forum.search import listeners as index
from forum.topics import events as topics
from forum.topics import listeners as topic_listeners
from forum.topics import streams as topic_lines
from forum.topics import theme_streams

# event: (heard at once, after the commit; heard later, by the worker)
HEARD_BY: event_log.HeardBy = {
    people.MemberWelcomed: ([], [following_listeners.follow_chosen_themes, index.follow_member]),
    people.ProfileChanged: (
        [page_cache.forget_profiles, live_listeners.ask_member_again],
        [page_cache.forget_profiles, index.follow_member],
    ),
    people.CommunityConfirmed: ([page_cache.forget_profiles], [page_cache.forget_profiles]),
    people.MemberSilenced: ([live_listeners.ask_member_again], []),
    people.MemberSuspended: ([live_listeners.ask_member_again], []),
    people.SanctionLifted: ([live_listeners.ask_member_again], []),
    people.MemberClosed: (
        [page_cache.forget_profiles, live_listeners.ask_member_again],
        [
            page_cache.forget_profiles,
            following_listeners.forget_member,
            bell_listeners.forget_member,
            draft_listeners.forget_member,
            room_listeners.forget_handle,
            index.follow_member,
        ],
    ),
    people.HandleForgotten: ([page_cache.forget_profiles], []),
    people.SessionsEnded: ([live_listeners.end_tabs_of_sessions], []),
    people.SecondStepRemoved: ([], [people_listeners.tell_of_removed_step]),
    # A draft is closed twice: before the text is shown, for a page that is opened then has no draft of it any more; and
    # later for a save that was on its way.
    topics.TopicStarted: (
        [following_listeners.follow_what_one_writes, draft_listeners.close_sent_post],
        [
            draft_listeners.close_sent_post,
            topic_listeners.count_in_theme,
            topic_listeners.empty_gone_quotations,
            following_listeners.follow_what_one_writes,
            bell_listeners.tell_of_post,
            index.follow_post,
        ],
    ),
    topics.PostPublished: (
        [
            draft_listeners.close_sent_post,
            topic_lines.show,
            following_listeners.follow_what_one_writes,
        ],
        [
            draft_listeners.close_sent_post,
            topic_listeners.count_in_theme,
            topic_listeners.empty_gone_quotations,
            following_listeners.follow_what_one_writes,
            following_listeners.note_unread,
            bell_listeners.tell_of_post,
            index.follow_post,
        ],
    ),
    topics.PostEdited: (
        [draft_listeners.close_post_edit, topic_lines.show],
        [topic_listeners.empty_gone_quotations, bell_listeners.tell_of_edit, index.follow_post],
    ),
    topics.PostDeleted: (
        [topic_lines.show],
        [
            topic_listeners.empty_quotations,
            topic_listeners.count_in_theme,
            bell_listeners.withdraw_post,
            index.follow_post,
        ],
    ),
    topics.PostHidden: (
        [topic_lines.show],
        [
            topic_listeners.empty_quotations,
            topic_listeners.count_in_theme,
            bell_listeners.tell_of_hiding,
            index.follow_post,
        ],
    ),
    topics.PostUnhidden: ([topic_lines.show], [topic_listeners.count_in_theme, index.follow_post]),
    revisions.RevisionHidden: ([], []),
    revisions.RevisionUnhidden: ([], []),
    topics.PostReported: ([], [bell_listeners.tell_of_report]),
    topics.MentionForgotten: ([topic_lines.show], [index.follow_post]),
    topics.PostRemade: ([topic_lines.show], [index.follow_post]),
    topics.QuotationsEmptied: ([topic_lines.show], [index.follow_post]),
    topics.TopicPinned: ([topic_lines.show_head], [topic_listeners.count_in_theme]),
    topics.TopicUnpinned: ([topic_lines.show_head], [topic_listeners.count_in_theme]),
    topics.TopicClosed: (
        [topic_lines.show_head, room_listeners.follow_topic],
        [topic_listeners.count_in_theme, room_listeners.follow_topic],
    ),
    topics.TopicReopened: (
        [topic_lines.show_head, room_listeners.follow_topic],
        [topic_listeners.count_in_theme, room_listeners.follow_topic],
    ),
    topics.TopicRetitled: (
        [topic_lines.show_head, room_listeners.follow_topic],
        [topic_listeners.count_in_theme, room_listeners.follow_topic, index.follow_title],
    ),
    topics.TopicMoved: (
        [topic_lines.show_head, room_listeners.follow_topic],
        [topic_listeners.count_in_theme, room_listeners.follow_topic, index.follow_move],
    ),
    topics.TopicHidden: (
        [topic_lines.end_rights, room_listeners.end_rights],
        [topic_listeners.count_in_theme, bell_listeners.tell_of_hidden_topic],
    ),
    topics.TopicUnhidden: ([], [topic_listeners.count_in_theme]),
    chat.MessageSaid: (
        [
            draft_listeners.close_sent_message,
            room_lines.show,
            following_listeners.read_what_one_says,
        ],
        [
            draft_listeners.close_sent_message,
            following_listeners.read_what_one_says,
            bell_listeners.tell_of_message,
            index.follow_message,
        ],
    ),
    chat.MessageEdited: (
        [draft_listeners.close_message_edit, room_lines.show],
        [bell_listeners.tell_of_message, index.follow_message],
    ),
    chat.MessageDeleted: (
        [room_lines.show],
        [bell_listeners.withdraw_message, index.follow_message],
    ),
    chat.MessageHidden: (
        [room_lines.show],
        [bell_listeners.tell_of_hidden_message, index.follow_message],
    ),
    chat.MessageMentionForgotten: ([room_lines.show], [index.follow_message]),
    chat.MessageRemade: ([room_lines.show], [index.follow_message]),
    chat.MessageUnhidden: ([room_lines.show], [index.follow_message]),
    chat.MessageReported: ([], [bell_listeners.tell_of_message_report]),
    following.TopicFollowed: ([], []),
    following.ThemeFollowed: ([], []),
}

SERVED_BY: dict[str, live.Lines] = {
    "topic": topic_lines,
    "room": room_lines,
    "theme": theme_streams,
    "member": member_lines,
}


TENDED = [drafts.prune]  # by the worker, every settings.JOURNAL_SWEEP_EVERY seconds


def connect() -> None:
    event_log.connect(HEARD_BY, TENDED)
    live.connect(SERVED_BY)
    hooks.theme_choices = ThemeFollow.objects.choices
    two_step_verification.facilitates = lambda member: member.looks_after.exists()
