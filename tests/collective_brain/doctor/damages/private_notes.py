"""Damage to private conversations, their participants and notes."""

from tests.collective_brain.doctor.damages.damage import Damage

DAMAGES = [
    Damage(
        "private_conversation-numbers",
        "a private conversation's last number is too low",
        "UPDATE private_notes_privateconversation SET last_number = 1 WHERE id = {conversation}",
        "Private conversation {conversation} has the last number 1, but its last private note",
    ),
    Damage(
        "private-conversation-times",
        "a private conversation has another time of its last note",
        "UPDATE private_notes_privateconversation SET last_at = '2001-01-01 00:00:00+00:00'"
        " WHERE id = {conversation}",
        "Private conversation {conversation} has its last private note at 2001-01-01",
    ),
    Damage(
        "private-conversations-abandoned",
        "a private conversation would be deleted while two take part",
        "UPDATE private_notes_privateconversation SET abandoned_at = created_at"
        " WHERE id = {conversation}",
        "Private conversation {conversation} is wrong about whether anybody takes part",
    ),
    Damage(
        "participants-read",
        "a participant has read notes that do not exist",
        "UPDATE private_notes_participant SET read_up_to = 77"
        " WHERE private_conversation_id = {conversation} AND member_id = {ana}",
        "Participant ",
    ),
    Damage(
        "privatenote-html",
        "a private note has HTML of an old markup version",
        "UPDATE private_notes_privatenote SET markup_version = 0"
        " WHERE private_conversation_id = {conversation} AND number = 2",
        "Private note ",
    ),
    Damage(
        "open-reports",
        "a reported note is hidden by SQL",
        "UPDATE private_notes_privatenote SET hidden_at = created_at, hidden_by_id = {chair}"
        " WHERE id = {note}",
        "Report ",
    ),
    Damage(
        "private_conversation-gaps mail-item-targets",
        "a private note is gone",
        "DELETE FROM private_notes_privatenote"
        " WHERE private_conversation_id = {conversation} AND number = 2",
        "Private conversation {conversation} lacks 1 of its 3 private notes",
    ),
]
