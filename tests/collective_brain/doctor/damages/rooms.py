"""Damage to rooms and messages."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "room-numbers",
        "a room's last number is too low",
        "UPDATE chat_room SET last_number = 1 WHERE id = {room}",
        "Room {room} has the last number 1, but its last message has 3",
    ),
    Damage(
        "room-numbers",
        "a room's change mark is too low",
        "UPDATE chat_room SET last_mark = 0 WHERE id = {room}",
        "Room {room} has change mark 0, but one of its messages has ",
    ),
    Damage(
        "room-times",
        "a room has another time of its last message",
        "UPDATE chat_room SET last_seen_at = '2001-01-01 00:00:00+00:00' WHERE id = {room}",
        "Room {room} has its last message at 2001-01-01",
    ),
    Damage(
        "room-topics",
        "a room ignores the changes of its topic",
        "UPDATE chat_room SET topic_mark = 5000 WHERE id = {room}",
        "Room {room} has seen change 5000 of its topic, but the last one is ",
    ),
    Damage(
        "message-replies",
        "a message replies to nobody's message",
        "UPDATE chat_message SET reply_to = 55 WHERE room_id = {room} AND number = 2",
        "Message {room}/2 replies to message 55, which is missing, later, or by",
    ),
    Damage(
        "message-html",
        "a message has HTML of an old markup version",
        "UPDATE chat_message SET markup_version = 0 WHERE room_id = {room} AND number = 2",
        "Message ",
    ),
    Damage(
        "message-html",
        "a message has HTML that its text does not have",
        "UPDATE chat_message SET html = '' WHERE room_id = {room} AND number = 2",
        "Message ",
    ),
]
