"""What `manage.py doctor` prints, and its exit codes. They do not depend on the database."""

import pytest

from collective_brain.doctor import examination
from collective_brain.errors import Refused
from forum.chat.models import Room
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.collective_brain.doctor.running import doctor

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_fix_nothing_changes_and_the_exit_code_is_1():
    room = make.room()
    make.message(room)
    Room.objects.update(last_number=0)
    before = Room.objects.values().get()
    assert doctor("--only", "room-numbers") == (
        1,
        [
            f"Room {room.pk} has the last number 0, but its last message has 1. "
            "--fix stores the numbers of its messages.",
            "1 problems found, 0 repaired.",
        ],
    )
    assert Room.objects.values().get() == before
    with pytest.raises(Refused):
        make.message(room)
    assert doctor("--fix", "--only", "room-numbers")[0] == 0
    assert make.message(room).number == 2


def test_a_repair_that_fails_is_reported_and_the_others_go_on():
    topic = make.topic()
    too_long = make.post(topic)
    Post.objects.update(markup_version=0)
    Post.objects.filter(pk=too_long.pk).update(source="x" * 300_000)
    code, lines = doctor("--fix", "--only", "post-html")
    assert code == 1 and lines[-1] == "2 problems found, 1 repaired."
    assert lines[1].startswith(f"Post {too_long.pk} has HTML of markup version 0. Not repaired: ")


def test_many_problems_of_one_kind_are_counted_but_not_all_printed():
    theme, author = make.theme(), make.member()
    for _ in range(14):
        make.topic(author, within=theme)
    Topic.objects.update(post_count=50)
    _code, lines = doctor("--only", "topic-counts")
    assert len(lines) == 12 and lines[-2:] == [
        "… and 4 more of this kind.",
        "14 problems found, 0 repaired.",
    ]


def test_an_unknown_name_is_refused():
    assert doctor("--only", "hope") == (1, ["No check has this name: hope."])


def test_every_row_is_looked_at_when_there_are_many_slices(monkeypatch):
    monkeypatch.setattr(examination, "SLICE", 2)
    topic, author = make.topic(), make.member()
    for _ in range(4):
        make.post(topic, author, reply_to=1)
    Post.objects.update(answer_count=30)
    assert doctor("--only", "post-replies")[1][-1] == "5 problems found, 0 repaired."
    assert doctor("--fix", "--only", "post-replies")[0] == 0
    assert topic.posts.get(number=1).answers == [2, 3, 4, 5]
