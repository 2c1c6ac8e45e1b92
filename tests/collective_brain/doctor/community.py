"""A small healthy community, and how tests damage it."""

from django.db import connection

from forum.chat import actions as chat
from forum.drafts import actions as drafts
from forum.drafts.targets import find_target
from forum.following import actions as following
from forum.reports import actions as reports
from forum.search import tasks
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import run_event_listeners


def create_community() -> dict[str, object]:
    """A healthy community with every kind of row. Returns the keys that the SQL names."""
    chair, ana = make.member("chair"), make.member("ana", community="academic")
    theme = make.theme("care", facilitators=(chair,))
    topic = make.topic(ana, within=theme, title="Care for elders")
    second = make.post(topic, source="A cooperative of nurses.", reply_to=1)
    quoting = make.post(topic, source=f"{second.quotation_markdown()}I agree.", reply_to=2)
    actions.edit(quoting, quoting.author, source=f"{quoting.source} Well.", version=1)
    make.post(topic, ana, source="@chair, what do you say?")
    make.post(topic, ana, source="A fifth post.")
    room = make.room(topic)
    hello = make.message(room, chair, source="Hello @ana.")
    chat.say(room, ana, source="Good evening.", nonce=second.nonce, reply_to=hello.number)
    make.message(room, source="A third message.")
    following.set_topic_level(topic, chair, level="watching")
    following.mark_topic_read(chair, topic, 3)
    following.mark_room_read(chair, room, 2)
    target = find_target(f"topic:{topic.pk}", ana)
    draft = drafts.save(ana, target, sequence=0, source="To be continued")
    conversation = make.private_conversation(chair, ana, source="Good evening, @ana.")
    make.private_note(conversation, ana, "Good evening.")
    note = make.private_note(conversation, ana, "You are a quince.")
    reports.report(note, chair, why="Insult")
    other = make.topic(within=theme, title="Another topic")
    make.post(other, source="Nothing special.")
    run_event_listeners()
    tasks.index_briefly_then_enqueue()
    return {
        "theme": theme.pk,
        "topic": topic.pk,
        "other": other.pk,
        "room": room.pk,
        "ana": ana.pk,
        "chair": chair.pk,
        "second": second.pk,
        "quoting": quoting.pk,
        "draft": draft.pk,
        "conversation": conversation.pk,
        "note": note.pk,
        "nonce": str(second.nonce),
    }


def damage(sql: str, keys: dict[str, object]) -> None:
    """Run the statements without foreign keys."""
    is_sqlite = connection.vendor == "sqlite"
    keys = {**keys, "false": "0" if is_sqlite else "false"}
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA foreign_keys = OFF" if is_sqlite else "SET session_replication_role = replica"
        )
        for statement in sql.format(**keys).split(";"):
            cursor.execute(statement)
        cursor.execute(
            "PRAGMA foreign_keys = ON" if is_sqlite else "SET session_replication_role = DEFAULT"
        )
