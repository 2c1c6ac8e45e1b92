"""`manage.py doctor` names each damage in one sentence, and repairs it, on both databases."""

import threading

import pytest
from django.db import connection

from collective_brain.event_log.models import Event
from collective_brain.event_log.tasks import write_heartbeat
from collective_brain.management.all_checks import data_checks
from forum import markup
from forum.chat.models import Message, Room
from forum.search import tasks
from forum.topics import actions
from forum.topics.models import Post, Topic
from tests import factories as make
from tests.collective_brain.doctor.community import create_community, damage
from tests.collective_brain.doctor.damages import all_damages
from tests.collective_brain.doctor.running import HEALTHY, doctor
from tests.forum.search.searching import run_event_listeners

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.both_databases]

PAUSE = 0.1  # seconds between the writes of a member


def stored_texts() -> set[tuple[int, str]]:
    return {(row.pk, row.source) for model in (Post, Message) for row in model.objects.all()}


def test_each_damage_is_named_in_one_sentence_and_repaired():
    keys = create_community()
    assert doctor() == HEALTHY
    damages = all_damages()
    failures = []
    for checks, name, sql, sentence in damages:
        damage(sql, keys)
        code, lines = doctor("--fix", "--only", *checks.split())
        run_event_listeners()
        afterwards = doctor("--only", *checks.replace("references ", "").split())
        named = [line for line in lines if line.startswith(sentence.format(**keys))]
        if code or not named or not named[0].endswith(". Repaired.") or afterwards != HEALTHY:
            failures.append((name, lines, afterwards))
    assert failures == [], "\n".join(map(str, failures))
    assert doctor() == HEALTHY
    print(f"{len(damages)} kinds of damage named, repaired, and gone afterwards")


def test_no_text_is_lost_when_what_it_belongs_to_is_created_again():
    keys = create_community()
    before = stored_texts()
    for table in ("topics_topic", "chat_room", "themes_theme", "accounts_member"):
        damage(f"DELETE FROM {table}", keys)
    code, lines = doctor("--fix", "--only", "data")
    assert code == 0, [line for line in lines if not line.endswith("Repaired.")]
    run_event_listeners()
    assert doctor() == HEALTHY
    assert before <= stored_texts()


def test_posts_and_messages_with_old_html_are_rendered_again_with_a_new_change_mark():
    topic, room = make.topic(), make.room()
    make.message(room)
    Post.objects.update(markup_version=0, html="old")
    Message.objects.update(markup_version=0, html="old")
    assert doctor("--fix", "--only", "post-html", "message-html")[0] == 0
    post, message = topic.posts.get(), room.messages.get()
    assert (post.html, post.changed, post.markup_version) == ("<p>Hello.</p>\n", 2, markup.VERSION)
    assert "Good evening." in message.html
    assert list(Event.objects.order_by("pk").values_list("name", flat=True))[-2:] == [
        "PostRemade",
        "MessageRemade",
    ]


def test_html_that_would_be_different_today_is_no_problem():
    """A member has a handle that was free before, and a quoted post has other words."""
    topic = make.topic(source="The words of a cooperative of nurses.")
    quoted = topic.posts.get()
    make.post(topic, source=f"{quoted.quotation_markdown()}I agree, @nobody.yet.")
    assert 'class="checked"' in topic.posts.get(number=2).html
    make.member("nobody.yet")
    Post.objects.filter(pk=quoted.pk).update(source="Other.", html="<p>Other.</p>\n")
    assert doctor("--only", "post-html") == HEALTHY


def test_writes_in_progress_are_no_problem():
    """Members write and the worker works while doctor looks."""
    keys = create_community()
    topic, room = Topic.objects.get(pk=keys["topic"]), Room.objects.get(pk=keys["room"])
    member = make.member()
    tasks.index_briefly_then_enqueue()
    names = {check.name for check in data_checks()} - {"references"}  # no row is ever deleted
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
        looks = [doctor("--only", *names) for _ in range(3)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert looks == [HEALTHY] * 3 and topic.posts.count() > 6
