"""Every action in a room: success, refusal, repeat, event."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from accounts import actions as people
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions, streams
from forum.chat.models import Message, Room
from forum.facilitation import actions as facilitation
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_message_takes_the_next_number():
    room, ana = make.room(), make.member()
    assert [make.message(room, ana, text).number for text in ("One", "Two")] == [1, 2]
    assert list(Event.objects.values_list("name", flat=True)) == ["MessageSaid", "MessageSaid"]


def test_a_repeat_returns_the_first_message():
    room, ana, nonce = make.room(), make.member(), uuid.uuid4()
    assert make.message(room, ana, nonce=nonce) == make.message(room, ana, nonce=nonce)


def test_the_same_form_with_another_text_is_refused():
    room, ana, nonce = make.room(), make.member(), uuid.uuid4()
    make.message(room, ana, nonce=nonce)
    with pytest.raises(Refused, match="already been sent"):
        make.message(room, ana, "Other words.", nonce=nonce)


def test_a_room_closes_with_its_topic():
    chair = make.member()
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    facilitation.set_closed(topic, chair, closed=True)
    with pytest.raises(Refused, match="closed"):
        make.message(room)


def test_a_room_is_hidden_with_its_topic():
    chair, ana = make.member(), make.member()
    topic = make.topic(within=make.theme(facilitators=(chair,)))
    room = make.room(topic)
    facilitation.hide_topic(topic, chair, why="Advertising")
    assert not Room.objects.visible_to(ana).filter(pk=room.pk).exists()
    with pytest.raises(Refused, match="hidden"):
        make.message(room, ana)


def test_an_edit_takes_a_mark_and_leaves_an_event():
    ana = make.member()
    message = make.message(make.room(), ana)
    edited = actions.edit(message, ana, source="Good night.", version=1)
    assert (edited.html.strip(), edited.changed) == ("<p>Good night.</p>", 2)
    assert Event.objects.latest("pk").name == "MessageEdited"


def test_only_the_author_edits_and_deletes():
    message, ben = make.message(make.room()), make.member()
    with pytest.raises(Refused, match="Only the author can edit"):
        actions.edit(message, ben, source="Mine now.", version=1)
    with pytest.raises(Refused, match="Only the author can delete"):
        actions.delete(message, ben)


def test_a_deleted_message_leaves_an_empty_tombstone_once():
    ana = make.member()
    message = make.message(make.room(), ana)
    actions.delete(message, ana)
    actions.delete(message, ana)
    assert Message.objects.for_display().get().body == ""
    assert Event.objects.filter(name="MessageDeleted").count() == 1


def test_a_facilitator_hides_with_a_reason_and_shows_again():
    chair = make.member()
    message = make.message(make.room(make.theme(facilitators=(chair,))))
    with pytest.raises(Refused, match="Give a reason"):
        actions.hide(message, chair, why="")
    assert actions.hide(message, chair, why="Advertising").is_removed
    assert not actions.unhide(message, chair).is_removed


def test_an_answer_names_whom_it_answers_and_nothing_of_what_they_said():
    room, ana, ben = make.room(), make.member(name="Ana <b>"), make.member()
    asked = make.message(room, ana, "Who has the secret statute?")
    make.message(room, ben, "I have.", reply_to=asked.number)
    answer = Message.objects.for_display().get(author=ben)
    assert (answer.reply_to, answer.answered) == (1, ana)
    html = streams.room_stream.frame(room, answer)["html"]
    assert "In reply to Ana &lt;b&gt;" in html
    assert f'href="/rooms/{room.pk}/1"' in html
    assert "secret" not in html


def test_an_answer_to_no_message_of_this_room_is_a_message():
    make.message(make.room())
    room = make.room()
    assert [make.message(room, reply_to=number).reply_to for number in (1, 77, None)] == [
        None,
        None,
        None,
    ]


def test_whom_it_answers_goes_by_their_name_of_now():
    room, ana, ben = make.room(), make.member(), make.member()
    make.message(room, ben, reply_to=make.message(room, ana).number)
    shown = [streams.room_stream.frame(room, Message.objects.for_display().get(author=ben))["html"]]
    people.close_account(ana, by=ana)
    shown.append(
        streams.room_stream.frame(room, Message.objects.for_display().get(author=ben))["html"]
    )
    assert [("a former member" in html, ana.name in html) for html in shown] == [
        (False, True),
        (True, False),
    ]


def test_a_message_continues_the_one_before_of_the_same_author_within_five_minutes():
    room, ana, ben = make.room(), make.member(), make.member()
    evening = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    said = [
        (ana, 0, None),
        (ana, 4, None),  # continues
        (ana, 9, None),  # five minutes later
        (ben, 9, None),
        (ben, 10, 1),  # an answer says whom it answers
        (ben, 11, None),  # continues
    ]
    continues = [
        actions.say(
            room,
            author,
            source=f"At {minute}.",
            nonce=uuid.uuid4(),
            reply_to=reply_to,
            at=evening + timedelta(minutes=minute),
        ).continues
        for author, minute, reply_to in said
    ]
    assert continues == [False, True, False, False, False, True]
