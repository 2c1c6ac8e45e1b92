"""The ways in which tests damage a community by SQL."""

from typing import NamedTuple


class Damage(NamedTuple):
    """check: that repairs it, or "data". sentence: the beginning of what doctor says."""

    check: str
    name: str
    sql: str
    sentence: str


DAMAGES = [
    Damage(
        "topic-numbers",
        "a topic's last number is too low",
        "UPDATE topics_topic SET last_number = 2 WHERE id = {topic}",
        "Topic {topic} ends at number 2, its rows at 5",
    ),
    Damage(
        "topic-numbers",
        "a topic's last number is too high",
        "UPDATE topics_topic SET last_number = 9 WHERE id = {topic}",
        "Topic {topic} ends at number 9, its rows at 5",
    ),
    Damage(
        "topic-numbers",
        "a topic's change mark is too low",
        "UPDATE topics_topic SET last_mark = 1 WHERE id = {topic}",
        "Topic {topic} has change mark 1, but a change has",
    ),
    Damage(
        "topic-counts",
        "a topic counts too many posts",
        "UPDATE topics_topic SET post_count = 70 WHERE id = {topic}",
        "Topic {topic} counts 70 posts and shows 5",
    ),
    Damage(
        "topic-counts",
        "a topic names another last poster",
        "UPDATE topics_topic SET last_poster_id = {chair} WHERE id = {topic}",
        "Topic {topic} names another last post than the one that it shows",
    ),
    Damage(
        "topic-communities",
        "a topic shows no community",
        "UPDATE topics_topic SET by_academic = {false}, by_practitioner = {false}",
        "Topic {topic} shows no community of its authors",
    ),
    Damage(
        "theme-counts",
        "a theme counts too few topics",
        "UPDATE themes_theme SET topic_count = 0, post_count = 3 WHERE id = {theme}",
        "Theme care counts 0 topics with 3 posts, but has 2 with 7",
    ),
    Damage(
        "topics-in-theme",
        "a theme has not counted a topic",
        "UPDATE topics_topic SET counted_posts = 0 WHERE id = {other};"
        " UPDATE themes_theme SET post_count = post_count - 2 WHERE id = {theme}",
        "The theme of topic {other} counts 0 of its 2 posts",
    ),
    Damage(
        "theme-times",
        "a theme has another last post",
        "UPDATE themes_theme SET last_post_at = NULL WHERE id = {theme}",
        "Theme care has its last post at",
    ),
    Damage(
        "post-parents",
        "a post replies to a post that does not exist",
        "UPDATE topics_post SET reply_to = 77 WHERE topic_id = {topic} AND number = 5",
        "Post {topic}/5 replies to number 77, not before it",
    ),
    Damage(
        "post-replies",
        "a post counts too many replies",
        "UPDATE topics_post SET answer_count = 8 WHERE id = {second}",
        "Post {topic}/2 counts 8 replies and has 1",
    ),
    Damage(
        "post-replies",
        "a post has lost the links to its replies",
        "UPDATE topics_post SET answers = '[]' WHERE id = {second}",
        "Post {topic}/2 has wrong links to replies",
    ),
    Damage(
        "unknown-quotations",
        "nothing says that a post quotes another",
        "DELETE FROM topics_quotation WHERE post_id = {quoting}",
        "Post {topic}/3 quotes {topic}/2 untold",
    ),
    Damage(
        "post-html",
        "a post has HTML of an old markup version",
        "UPDATE topics_post SET markup_version = 0, html = 'old' WHERE id = {second}",
        "Post {second} has HTML of markup version 0",
    ),
    Damage(
        "room-numbers",
        "a room's last number is too low",
        "UPDATE chat_room SET last_number = 1 WHERE id = {room}",
        "Room {room} ends at number 1, its rows at 3",
    ),
    Damage(
        "room-numbers",
        "a room's change mark is too low",
        "UPDATE chat_room SET last_mark = 0 WHERE id = {room}",
        "Room {room} has change mark 0, but a change has",
    ),
    Damage(
        "room-times",
        "a room has another time of its last message",
        "UPDATE chat_room SET last_seen_at = '2001-01-01 00:00:00+00:00' WHERE id = {room}",
        "Room {room} has another last message",
    ),
    Damage(
        "room-topics",
        "a room ignores the changes of its topic",
        "UPDATE chat_room SET topic_mark = 5000 WHERE id = {room}",
        "Room {room} has seen change 5000 of its topic",
    ),
    Damage(
        "message-replies",
        "a message replies to nobody's message",
        "UPDATE chat_message SET reply_to = 55 WHERE room_id = {room} AND number = 2",
        "Message {room}/2 replies to 55 of another author",
    ),
    Damage(
        "message-html",
        "a message has HTML of an old markup version",
        "UPDATE chat_message SET markup_version = 0 WHERE room_id = {room} AND number = 2",
        "Message ",
    ),
    Damage(
        "unread-since",
        "the Following page misses unread posts",
        "UPDATE following_position SET unread_since = NULL WHERE member_id = {chair}",
        "The unread posts of member {chair} in topic {topic} are misdated",
    ),
    Damage(
        "read-positions",
        "a member has read more than there is",
        "UPDATE following_position SET read = 400 WHERE member_id = {chair} AND topic_id = {topic}",
        "Member {chair} has read up to 400 in topic {topic}, which ends at 5",
    ),
    Damage(
        "room-read-positions",
        "a member has read more of a room than there is",
        "UPDATE following_roomposition SET read = 90 WHERE member_id = {chair}",
        "Member {chair} has read up to 90 in room {room}, which ends at 3",
    ),
    Damage(
        "notification-targets",
        "a notification leads nowhere",
        "UPDATE notifications_notification SET number = 66 WHERE id ="
        " (SELECT min(id) FROM notifications_notification WHERE topic_id = {topic})",
        "Notification ",
    ),
    Damage(
        "draft-places",
        "a member's drafts are not shown",
        "UPDATE accounts_member SET draft_places = '[]' WHERE id = {ana}",
        "Member {ana} has other drafts than their pages show",
    ),
    Damage(
        "facilitator-marks",
        "a facilitator has no mark",
        "UPDATE accounts_member SET facilitates = '[]' WHERE id = {chair}",
        "The name of member {chair} shows other themes than they facilitate",
    ),
    Damage(
        "member-search-texts",
        "a member is not found by name",
        "UPDATE accounts_member SET found_by = 'anna' WHERE id = {ana}",
        "Member {ana} is not found by their present name",
    ),
    Damage(
        "sign-in-addresses",
        "sign-in does not know an address",
        "DELETE FROM account_emailaddress WHERE user_id = {ana}",
        "Sign-in does not know the confirmed e-mail address of member {ana}",
    ),
    Damage(
        "search-entries",
        "the search lacks a post",
        "DELETE FROM search_entry WHERE kind = 'post' AND key = {second}",
        "The search entry of post {second} is missing or not up to date",
    ),
    Damage(
        "search-entries",
        "the search has other words of a topic",
        "UPDATE search_entry SET words = 'wrong', title = 'wrong' WHERE kind = 'topic'",
        "The search entry of topic {topic} is missing or not up to date",
    ),
    Damage(
        "data",
        "the search has an entry of a post that does not exist",
        "UPDATE search_entry SET key = 987654 WHERE kind = 'post' AND key = {second}",
        "Search has an entry of post 987654, which is gone",
    ),
    Damage(
        "data",
        "the vocabulary has lost its words",
        "DELETE FROM search_trigram; DELETE FROM search_word",
        "The vocabulary lacks ",
    ),
    Damage(
        "search-trigrams",
        "words have lost their trigrams",
        "DELETE FROM search_trigram",
        "The word ",
    ),
    Damage(
        "events-given-up",
        "an event was given up",
        "UPDATE journal_event SET done_at = NULL, attempts = 10, error = 'x: Broken()'"
        " WHERE id = (SELECT max(id) FROM journal_event)",
        "Event ",
    ),
    Damage(
        "mail-given-up",
        "a mail was given up",
        "INSERT INTO outgoing_mail_outgoingemail"
        " (recipients, content, created_at, due_at, attempts, error) VALUES"
        " ('[]', '{{}}', '2001-01-01 00:00:00+00:00', '2001-01-01 00:00:00+00:00', 30, 'gone')",
        "Mail ",
    ),
    # From here on, the community loses something for good.
    Damage(
        "data",
        "a draft has a nonce that is used up",
        "UPDATE topics_post SET author_id = {ana} WHERE id = {second};"
        ' UPDATE drafts_draft SET fields = \'{{"source": "Other.", "nonce": "{nonce}"}}\''
        " WHERE id = {draft}",
        "Draft {draft} belongs to a form that was already sent",
    ),
    Damage(
        "revisions",
        "the last revision of a post is lost",
        "DELETE FROM topics_revision WHERE id ="
        " (SELECT max(id) FROM topics_revision WHERE post_id = {quoting})",
        "The last revision of post {topic}/3 is not its text",
    ),
    Damage(
        "data",
        "a message is gone",
        "DELETE FROM chat_message WHERE room_id = {room} AND number = 1",
        "Room {room} has 2 rows for the numbers 1 to 3",
    ),
    Damage(
        "data",
        "a post is gone",
        "DELETE FROM topics_post WHERE topic_id = {topic} AND number = 4",
        "Topic {topic} has 4 rows for the numbers 1 to 5",
    ),
    Damage(
        "data",
        "a quoted post is hidden by SQL",
        "UPDATE topics_post SET hidden_at = created_at WHERE id = {second}",
        "Post {topic}/3 quotes post {topic}/2, which is removed",
    ),
    Damage(
        "data",
        "all posts of a topic are gone",
        "DELETE FROM topics_post WHERE topic_id = {other}",
        "Topic {other} has no post",
    ),
    Damage(
        "data",
        "a topic row is gone",
        "DELETE FROM topics_topic WHERE id = {other}",
        "Row ",
    ),
    Damage(
        "data",
        "a room row is gone",
        "DELETE FROM chat_room WHERE id = {room}",
        "Row ",
    ),
    Damage(
        "data",
        "a member row is gone",
        "DELETE FROM accounts_member WHERE id = {ana}",
        "Row ",
    ),
    Damage(
        "data",
        "a theme row is gone",
        "DELETE FROM themes_theme WHERE id = {theme}",
        "Row ",
    ),
]
# FTS5 keeps its index beside the table; PostgreSQL's index is part of it.
SQLITE_DAMAGES = [
    Damage(
        "search-index",
        "the full-text index lacks an entry",
        "INSERT INTO search_index(search_index, rowid, title, words, marks)"
        " SELECT 'delete', id, title, words, marks FROM search_entry"
        " WHERE kind = 'post' AND key = {second}",
        "The full-text index of SQLite lacks post {second}",
    )
]
