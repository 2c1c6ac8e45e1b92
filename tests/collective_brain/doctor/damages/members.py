"""Damage to what members have: positions, notifications, drafts, accounts, events and mail."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "unread-since",
        "the Following page misses unread posts",
        "UPDATE following_position SET unread_since = NULL WHERE member_id = {chair}",
        "Member {chair} has a wrong time for the unread posts of topic {topic}",
    ),
    Damage(
        "read-positions",
        "a member has read more than there is",
        "UPDATE following_position SET read = 400 WHERE member_id = {chair} AND topic_id = {topic}",
        "Member {chair} has read up to post 400 of topic {topic}, but its last post",
    ),
    Damage(
        "room-read-positions",
        "a member has read more of a room than there is",
        "UPDATE following_roomposition SET read = 90 WHERE member_id = {chair}",
        "Member {chair} has read up to message 90 of room {room}, but its last",
    ),
    Damage(
        "mail-item-targets",
        "a mail to a member leads nowhere",
        "UPDATE mail_mailitem SET number = 66 WHERE id ="
        " (SELECT min(id) FROM mail_mailitem WHERE topic_id = {topic})",
        "Mail item ",
    ),
    Damage(
        "mail-items-given-up",
        "a mail to a member was given up",
        "UPDATE mail_mailitem SET attempts = 99, error = 'refused' WHERE id ="
        " (SELECT max(id) FROM mail_mailitem WHERE state = 'waiting')",
        "Mail ",
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
        "Member {ana} has a wrong list of drafts",
    ),
    Damage(
        "facilitator-marks",
        "a facilitator has no mark",
        "UPDATE accounts_member SET facilitates = '[]' WHERE id = {chair}",
        "Member {chair} has the marks of other themes than they facilitate",
    ),
    Damage(
        "member-search-texts",
        "a member is not found by name",
        "UPDATE accounts_member SET found_by = 'anna' WHERE id = {ana}",
        "A search does not find member {ana} by their name",
    ),
    Damage(
        "sign-in-addresses",
        "sign-in does not know an address",
        "DELETE FROM account_emailaddress WHERE user_id = {ana}",
        "Member {ana} has a confirmed e-mail address, but sign-in does not know it",
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
]
