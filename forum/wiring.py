"""The nervous system: which slice hears which event, and which serves which line. Nobody imports this."""

from accounts import events as people
from forum import journal, live
from forum.chat import events as chat
from forum.chat import lines as room_lines
from forum.chat import listeners as room_listeners
from forum.themes import lines as theme_lines
from forum.topics import events as topics
from forum.topics import lines as topic_lines
from forum.topics import listeners as topic_listeners

# event: (heard at once, after the commit; heard later, by the worker)
HEARD_BY: journal.HeardBy = {
    people.MemberWelcomed: ([], []),
    people.ProfileChanged: ([], []),
    people.CommunityConfirmed: ([], []),
    people.MemberSilenced: ([], []),
    people.MemberSuspended: ([], []),
    people.SanctionLifted: ([], []),
    people.MemberClosed: ([], []),
    topics.TopicStarted: ([], [topic_listeners.count_in_theme]),
    topics.PostPublished: ([topic_lines.show], [topic_listeners.count_in_theme]),
    topics.PostEdited: ([topic_lines.show], []),
    topics.PostDeleted: ([topic_lines.show], [topic_listeners.empty_quotations, topic_listeners.count_in_theme]),
    topics.PostHidden: ([topic_lines.show], [topic_listeners.empty_quotations, topic_listeners.count_in_theme]),
    topics.PostUnhidden: ([topic_lines.show], [topic_listeners.count_in_theme]),
    topics.PostReported: ([], []),
    topics.QuotationsEmptied: ([topic_lines.show], []),
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
        [topic_listeners.count_in_theme, room_listeners.follow_topic],
    ),
    topics.TopicMoved: (
        [topic_lines.show_head, room_listeners.follow_topic],
        [topic_listeners.count_in_theme, room_listeners.follow_topic],
    ),
    topics.TopicHidden: ([topic_lines.end_rights, room_listeners.end_rights], [topic_listeners.count_in_theme]),
    topics.TopicUnhidden: ([], [topic_listeners.count_in_theme]),
    chat.MessageSaid: ([room_lines.show], []),
    chat.MessageEdited: ([room_lines.show], []),
    chat.MessageDeleted: ([room_lines.show], []),
    chat.MessageHidden: ([room_lines.show], []),
    chat.MessageUnhidden: ([room_lines.show], []),
    chat.MessageReported: ([], []),
}

SERVED_BY: dict[str, live.Lines] = {"topic": topic_lines, "room": room_lines, "theme": theme_lines}


def connect() -> None:
    journal.connect(HEARD_BY)
    live.connect(SERVED_BY)
