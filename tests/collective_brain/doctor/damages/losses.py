"""Damage that loses rows for good. It comes last, because the community is smaller afterwards."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "sent-drafts search-entries",
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
        "The last revision of post {topic}/3 differs from its text",
    ),
    Damage(
        "room-gaps search-orphans",
        "a message is gone",
        "DELETE FROM chat_message WHERE room_id = {room} AND number = 1",
        "Room {room} lacks 1 of its 3 messages",
    ),
    Damage(
        "topic-gaps topic-counts topics-in-theme search-orphans mail-item-targets",
        "a post is gone",
        "DELETE FROM topics_post WHERE topic_id = {topic} AND number = 4",
        "Topic {topic} lacks 1 of its 5 posts",
    ),
    Damage(
        "topic-counts topics-in-theme post-replies"
        " removed-quotations search-entries search-orphans",
        "a quoted post is hidden by SQL",
        "UPDATE topics_post SET hidden_at = created_at WHERE id = {second}",
        "Post {topic}/3 quotes post {topic}/2, which is removed",
    ),
    Damage(
        "topic-numbers topic-gaps topic-counts topics-in-theme"
        " read-positions unread-since search-entries search-orphans mail-item-targets",
        "all posts of a topic are gone",
        "DELETE FROM topics_post WHERE topic_id = {other}",
        "Topic {other} lacks 1 of its 1 posts",
    ),
    Damage(
        "references topic-numbers topic-counts topic-communities theme-counts search-entries",
        "a topic row is gone",
        "DELETE FROM topics_topic WHERE id = {other}",
        "Row ",
    ),
    Damage(
        "references topic-gaps topic-counts"
        " topic-communities room-numbers room-times search-entries",
        "a room row is gone",
        "DELETE FROM chat_room WHERE id = {room}",
        "Row ",
    ),
    Damage(
        "references notifications-of-closed-accounts draft-places search-entries search-orphans",
        "a member row is gone",
        "DELETE FROM accounts_member WHERE id = {ana}",
        "Row ",
    ),
    Damage(
        "references theme-counts",
        "a theme row is gone",
        "DELETE FROM themes_theme WHERE id = {theme}",
        "Row ",
    ),
]
