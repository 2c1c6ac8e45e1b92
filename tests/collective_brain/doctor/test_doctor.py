"""`manage.py doctor` says what is wrong in one sentence each, and repairs it."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from collective_brain.doctor import examination
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from collective_brain.event_log.tasks import write_heartbeat
from forum import markup
from forum.chat.models import Message, Room
from forum.search import tasks
from forum.topics import actions
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.collective_brain.doctor.community import create_community, damage
from tests.collective_brain.doctor.damages import DAMAGES, SQLITE_DAMAGES
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.usefixtures("database")

PAUSE = 0.1  # seconds between the writes of a member
HEALTHY = (0, ["Nothing is wrong."])


def doctor(*options: str) -> tuple[int, list[str]]:
    """The exit code and the lines that doctor prints."""
    output = StringIO()
    try:
        call_command("doctor", *(options or ["--only", "data"]), stdout=output)
    except CommandError as error:
        return error.returncode, [*output.getvalue().splitlines(), str(error)]
    return 0, output.getvalue().splitlines()


def stored_texts() -> set[tuple[int, str]]:
    return {(row.pk, row.source) for model in (Post, Message) for row in model.objects.all()}


def test_each_damage_is_named_in_one_sentence_and_repaired():
    keys = create_community()
    assert doctor() == HEALTHY
    damages = (SQLITE_DAMAGES if connection.vendor == "sqlite" else []) + DAMAGES
    failures = []
    for check, name, sql, sentence in damages:
        damage(sql, {**keys, "false": "0" if connection.vendor == "sqlite" else "false"})
        code, lines = doctor("--fix", "--only", check)
        run_event_listeners()
        afterwards = doctor("--only", check)
        named = [line for line in lines if line.startswith(sentence.format(**keys))]
        if code or not named or not named[0].endswith(": repaired.") or afterwards != HEALTHY:
            failures.append((name, lines, afterwards))
    assert failures == [], "\n".join(map(str, failures))
    assert doctor() == HEALTHY
    print(f"{len(damages)} kinds of damage named, repaired, and gone afterwards")


def test_without_fix_nothing_changes_and_the_exit_code_is_1():
    keys = create_community()
    damage("UPDATE chat_room SET last_number = 0 WHERE id = {room}", keys)
    room = Room.objects.get(pk=keys["room"])
    sentence = f"Room {room.pk} ends at number 0, its rows at 3"
    assert doctor("--only", "room-numbers") == (
        1,
        [
            f"{sentence}: --fix takes over the numbers of its messages.",
            "1 problems found, 0 repaired.",
        ],
    )
    assert vars(Room.objects.get(pk=room.pk)) | {"_state": None} == vars(room) | {"_state": None}
    with pytest.raises(Refused):
        make.message(room)
    assert doctor("--fix", "--only", "room-numbers")[0] == 0
    assert make.message(room).number == 4


def test_no_text_is_lost_when_what_it_belongs_to_is_created_again():
    keys = create_community()
    before = stored_texts()
    for table in ("topics_topic", "chat_room", "themes_theme", "accounts_member"):
        damage(f"DELETE FROM {table}", keys)
    code, lines = doctor("--fix", "--only", "data")
    assert code == 0, [line for line in lines if not line.endswith("repaired.")]
    run_event_listeners()
    assert doctor() == HEALTHY
    assert before <= stored_texts()


def test_a_repair_that_fails_is_reported_and_the_others_go_on():
    keys = create_community()
    too_long = "x" * 300_000
    Post.objects.filter(pk=keys["second"]).update(markup_version=0, source=too_long)
    Post.objects.filter(pk=keys["quoting"]).update(markup_version=0)
    code, lines = doctor("--fix", "--only", "post-html")
    assert code == 1 and lines[-1] == "2 problems found, 1 repaired."
    assert lines[0].startswith(
        f"Post {keys['second']} has HTML of markup version 0: not repaired, because: "
    )


def test_many_problems_of_one_kind_are_counted_but_not_all_printed():
    create_community()
    for _ in range(12):
        make.topic()
    run_event_listeners()
    Topic.objects.update(post_count=50)
    _code, lines = doctor("--only", "topic-counts")
    assert len(lines) == 12 and lines[-2:] == [
        "… and 4 more of this kind.",
        "14 problems found, 0 repaired.",
    ]


def test_posts_and_messages_with_old_html_are_rendered_again_with_a_new_change_mark():
    topic, room = make.topic(), make.room()
    make.message(room)
    Post.objects.update(markup_version=0, html="old")
    Message.objects.update(markup_version=0, html="old")
    assert doctor("--fix", "--only", "post-html", "message-html")[0] == 0
    post, message = topic.posts.get(), room.messages.get()
    assert (post.html, post.changed, post.markup_version) == ("<p>Hello.</p>\n", 2, markup.VERSION)
    assert "Good evening." in message.html
    assert list(Event.objects.values_list("name", flat=True))[-2:] == [
        "PostRemade",
        "MessageRemade",
    ]


def test_an_unknown_name_is_refused():
    assert doctor("--only", "hope") == (1, ["No check has this name: hope."])


def test_every_row_is_looked_at_when_there_are_many_slices(monkeypatch):
    monkeypatch.setattr(examination, "SLICE", 2)
    keys = create_community()
    Post.objects.update(answer_count=30)
    _code, lines = doctor("--only", "post-replies")
    assert lines[-1] == f"{Post.objects.count()} problems found, 0 repaired."
    assert doctor("--fix", "--only", "post-replies")[0] == 0
    assert Post.objects.get(pk=keys["second"]).answers == [3]


def test_writes_in_progress_are_no_problem():
    """Members write and the worker works while doctor looks."""
    keys = create_community()
    topic, room = Topic.objects.get(pk=keys["topic"]), Room.objects.get(pk=keys["room"])
    member = make.member()
    tasks.index_briefly_then_enqueue()
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(PAUSE):
            post = make.post(topic, member, reply_to=2)
            actions.delete(post, member)
            make.message(room, member)
        connection.close()

    def work() -> None:
        while not stop.is_set():
            write_heartbeat()
            for event in Event.objects.unfinished():
                event.run_listeners()
        connection.close()

    threads = [threading.Thread(target=write), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    try:
        looks = [doctor() for _ in range(3)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert looks == [HEALTHY] * 3 and topic.posts.count() > 6
