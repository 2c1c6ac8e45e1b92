"""Listeners and `manage.py doctor` write the same index."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts import actions as people
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.facilitation import actions as facilitation
from forum.search import indexing, tasks
from forum.search.models import Entry, Kind, entry_key
from forum.topics import actions
from tests import factories as make
from tests.forum.search.searching import found_titles, run_event_listeners

pytestmark = pytest.mark.usefixtures("database")


def entries() -> list[tuple]:
    return list(
        Entry.objects.order_by("kind", "key").values_list(
            "pk", "kind", "key", *indexing.UPDATED_FIELDS
        )
    )


def repair_index() -> str:
    out = StringIO()
    call_command("doctor", "--fix", "--only", "search-entries", "search-orphans", stdout=out)
    return out.getvalue().splitlines()[-1]


def cause_every_event():
    """Create a community, and cause every event that has a listener of the search."""
    chair, other = make.member("chair"), make.theme()
    theme = make.theme(facilitators=(chair,))
    other.facilitators.add(chair)
    topic = make.topic(within=theme, title="Old title", source="The opening.")
    posts = [make.post(topic, source=f"Number {number} of many.") for number in range(2, 7)]
    room, theme_room = make.room(topic), make.room(theme)
    messages = [make.message(room, source=f"Message {number}.") for number in range(3)]
    make.message(theme_room, source="Beside a theme.")
    people.change_profile(posts[0].author, community="academic")
    actions.edit(posts[1], posts[1].author, source="Another text.", language="fr", version=1)
    actions.delete(posts[2], posts[2].author)
    actions.hide(posts[3], chair, why="Advertising")
    actions.hide(posts[4], chair, why="A mistake")
    actions.unhide(posts[4], chair)
    facilitation.retitle(topic, chair, title="New title")
    facilitation.move(topic, chair, theme=other)
    chat.edit(messages[0], messages[0].author, source="Changed.", version=1)
    chat.delete(messages[1], messages[1].author)
    people.close_account(messages[2].author, by=messages[2].author)
    first = topic.posts.get(number=1)
    actions.edit(first, first.author, source="Another opening.", language="en", version=1)
    return topic


def test_listeners_and_the_command_write_the_same_index():
    topic = cause_every_event()
    run_event_listeners()
    while indexing.add_missing_entries():  # The members of the factory have no sign-up event.
        pass
    expected = entries()
    assert {kind: sum(entry[1] == kind for entry in expected) for kind in Kind.values}["post"] == 3
    assert repair_index() == "Nothing is wrong."
    Entry.objects.all().delete()
    assert repair_index() == f"{len(expected)} problems found, {len(expected)} repaired."
    assert entries() == expected
    entry = Entry.objects.get(kind=Kind.TOPIC, topic=topic)
    assert entry.title.startswith("new title ") and entry.words.startswith("another opening ")
    moved = set(Entry.objects.filter(topic=topic).values_list("theme_id", flat=True))
    topic.refresh_from_db()
    assert moved == {topic.theme_id}


def test_listeners_that_run_again_in_another_order_change_nothing():
    cause_every_event()
    run_event_listeners()
    expected = entries()
    Event.objects.update(done_at=None)
    for event in Event.objects.order_by("-pk"):
        event.run_listeners()
    assert entries() == expected


def test_the_command_corrects_wrong_entries_and_deletes_outdated_ones():
    topic = make.topic(title="Water")
    post = make.post(topic, source="Fire.")
    run_event_listeners()
    Entry.objects.filter(kind=Kind.POST).update(words="air enßair")
    assert found_titles("air") and not found_titles("fire")
    topic.posts.filter(pk=post.pk).update(deleted_at=topic.created_at)
    # Two of them are members.
    assert repair_index() == "3 problems found, 3 repaired."
    assert not found_titles("air") and found_titles("water")


def test_a_start_indexes_for_a_short_time_and_queues_the_rest(monkeypatch):
    topic = make.topic()
    for _ in range(4):
        make.post(topic)
    monkeypatch.setattr(indexing, "BATCH_SIZE", 2)
    monkeypatch.setattr(tasks, "SECONDS_AT_START", -1.0)
    tasks.index_briefly_then_enqueue()
    queued = DBTaskResult.objects.filter(task_path=tasks.index_next_batch.module_path)
    assert queued.count() == 1 and Entry.objects.count() < 10
    while indexing.add_missing_entries():
        pass
    assert Entry.objects.exclude(kind=Kind.MEMBER).count() == 5


def test_rows_of_the_same_time_have_different_entries():
    """As after an import: the rows have one date, and primary keys with the same last bits."""
    posts = [make.post(make.topic()) for _ in range(2)]
    at = posts[0].created_at
    taken = Entry(
        pk=entry_key(Kind.POST, posts[1].pk, at),
        kind=Kind.POST,
        key=10**6,
        author=posts[0].author,
        at=at,
    )
    taken.save()
    type(posts[1]).objects.filter(pk=posts[1].pk).update(created_at=at)
    indexing.update_entries(Kind.POST, [post.pk for post in posts])
    assert Entry.objects.filter(kind=Kind.POST).count() == 3


def test_the_table_has_its_triggers_on_sqlite(database):
    """A migration that changes Entry on SQLite must create them again (see migration 0001)."""
    if database != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name = 'search_entry'"
        )
        assert cursor.fetchone() == (3,)


LONG_TEXT = "Fire. " * 400


def test_a_row_that_changes_while_its_entry_is_built_is_indexed_as_it_is_now(monkeypatch):
    """Long texts are folded and stemmed before the lock, so another writer can change the row."""
    post = make.post(make.topic(), source=LONG_TEXT)
    run_event_listeners()
    build_entry, is_edited = indexing.build_entry, []

    def edit_while_building(text):
        entry = build_entry(text)
        if not is_edited:
            is_edited.append(True)
            actions.edit(post, post.author, source="Water.", language="en", version=1)
        return entry

    Entry.objects.filter(kind=Kind.POST).delete()
    monkeypatch.setattr(indexing, "build_entry", edit_while_building)
    indexing.update_entries(Kind.POST, [post.pk])
    assert Entry.objects.get(kind=Kind.POST).words.startswith("water ")


def test_the_words_of_a_long_text_are_folded_outside_the_transaction(monkeypatch):
    """On SQLite, that transaction has the write lock of the whole site."""
    post, depths = make.post(make.topic(), source=LONG_TEXT), []
    build_entry = indexing.build_entry

    def open_transactions() -> int:
        return connection.in_atomic_block + len(connection.savepoint_ids)

    def record_depth(text):
        depths.append(open_transactions())
        return build_entry(text)

    monkeypatch.setattr(indexing, "build_entry", record_depth)
    indexing.update_entries(Kind.POST, [post.pk])
    assert depths == [open_transactions()]
