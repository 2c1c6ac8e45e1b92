"""Private conversations and notes: begin, write, change, add, leave."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.budgets.models import DailyUse
from forum.private_notes import actions
from forum.private_notes.models import MAX_PARTICIPANTS, PrivateConversation, PrivateNote
from tests import factories as make
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


def names_of_events() -> list[str]:
    return [event.name for event in Event.objects.order_by("pk")]


def test_a_first_note_begins_the_conversation_for_both(ana, ben):
    conversation = make.private_conversation(ana, ben, subject="Lunch")
    note = conversation.notes.get()
    assert (note.number, note.author, note.html) == (1, ana, "<p>Between us.</p>\n")
    for reader, is_visible in ((ana, True), (ben, True), (make.member(), False)):
        assert PrivateConversation.objects.visible_to(reader).exists() == is_visible
    assert names_of_events() == ["NoteSent"]
    assert DailyUse.objects.get(member=ana).stored_bytes > 0


def test_a_repeated_form_begins_one_conversation(ana, ben):
    nonce = uuid.uuid4()
    first = make.private_conversation(ana, ben, nonce=nonce)
    assert make.private_conversation(ana, ben, nonce=nonce) == first
    with pytest.raises(Refused, match="different text"):
        make.private_conversation(ana, ben, nonce=nonce, source="Other.")
    assert PrivateNote.objects.count() == len(names_of_events()) == 1


@pytest.mark.usefixtures("database")
def test_two_requests_of_one_form_at_once_begin_one_conversation(ana, ben):
    nonce = uuid.uuid4()
    run_at_once([lambda: make.private_conversation(ana, ben, nonce=nonce)] * 3)
    assert PrivateConversation.objects.count() == PrivateNote.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"silenced_until": timezone.now() + timedelta(days=1)}, "can read but not write"),
        ({"email_confirmed_at": None}, "Confirm your e-mail address"),
        ({"takes_private_notes": False}, "nobody could answer you"),
    ],
)
def test_who_may_not_write_begins_nothing(fields, sentence, ben):
    with pytest.raises(Refused, match=sentence):
        make.private_conversation(make.member("author", **fields), ben)
    assert not PrivateConversation.objects.exists()


def test_nobody_writes_to_who_takes_no_private_notes(ana, ben):
    conversation = make.private_conversation(ana, ben)
    Member.objects.filter(pk=ben.pk).update(takes_private_notes=False)
    for write in (
        lambda: make.private_conversation(ana, Member.objects.get(pk=ben.pk)),
        lambda: make.private_note(conversation, ana),
        lambda: actions.edit(conversation.notes.get(), ana, source="Changed.", version=1),
    ):
        with pytest.raises(Refused, match="Ben does not take private notes"):
            write()
    make.private_note(conversation, ben, "But I can answer.")


def test_the_site_can_be_without_private_notes(ana, ben, settings):
    conversation = make.private_conversation(ana, ben)
    settings.PRIVATE_NOTES = False
    for write in (
        lambda: make.private_conversation(ana, ben),
        lambda: make.private_note(conversation, ana),
        lambda: actions.add(conversation, ana, added=make.member()),
    ):
        with pytest.raises(Refused):
            write()
    assert not PrivateConversation.objects.visible_to(ana).exists()


def test_a_conversation_has_at_most_eight_people(ana):
    others = [make.member() for _one in range(MAX_PARTICIPANTS)]
    with pytest.raises(Refused, match="at most 8 people"):
        make.private_conversation(ana, *others)
    conversation = make.private_conversation(ana, *others[1:])
    with pytest.raises(Refused, match="at most 8 people"):
        actions.add(conversation, ana, added=others[0])
    with pytest.raises(Refused, match="username of somebody else"):
        make.private_conversation(ana, ana)


def test_a_new_member_begins_three_conversations_in_a_day(settings):
    ana = make.member("ana", trust_level=TrustLevel.NEW)
    others = [make.member() for _one in range(4)]
    for other in others[:3]:
        make.private_conversation(ana, other)
    with pytest.raises(Refused, match="3 private conversations in a day"):
        make.private_conversation(ana, others[3])
    Member.objects.filter(pk=ana.pk).update(trust_level=TrustLevel.MEMBER)
    make.private_conversation(ana, others[3])
    settings.PRIVATE_CONVERSATIONS_A_DAY = 4
    with pytest.raises(Refused, match="4 private conversations in a day"):
        make.private_conversation(ana, others[3])


def test_notes_are_numbered_edited_deleted_and_restored(ana, ben):
    conversation = make.private_conversation(ana, ben)
    note = make.private_note(conversation, ben, "Yes.")
    assert note.number == 2
    note = actions.edit(note, ben, source="No.", version=1)
    assert note.version == 2
    for change in (
        lambda: actions.edit(note, ana, source="Yes!", version=2),
        lambda: actions.delete(note, ana),
    ):
        with pytest.raises(Refused, match="Only the author"):
            change()
    assert actions.delete(note, ben).is_removed
    assert actions.delete(note, ben).is_removed, "a repeat"
    assert not actions.restore(note, ben).is_removed
    conversation.refresh_from_db()
    assert (conversation.last_number, conversation.last_mark) == (2, 5)
    assert names_of_events() == [
        "NoteSent",
        "NoteSent",
        "NoteEdited",
        "NoteDeleted",
        "NoteRestored",
    ]


def test_who_is_added_reads_everything_and_who_leaves_nothing(ana, ben):
    cora = make.member("cora")
    conversation = make.private_conversation(ana, ben)
    with pytest.raises(Refused, match="no longer exists"):
        actions.add(conversation, cora, added=cora)
    actions.add(conversation, ben, added=cora)
    with pytest.raises(Refused, match="already here"):
        actions.add(conversation, ana, added=cora)
    assert PrivateConversation.objects.visible_to(cora).get() == conversation
    make.private_note(conversation, cora)
    actions.leave(conversation, cora)
    actions.leave(conversation, cora)
    assert not PrivateConversation.objects.visible_to(cora).exists()
    for write in (
        lambda: make.private_note(conversation, cora),
        lambda: actions.edit(conversation.notes.get(number=2), cora, source="x", version=1),
        lambda: actions.add(conversation, ana, added=cora),
    ):
        with pytest.raises(Refused):
            write()
    assert names_of_events() == ["NoteSent", "ParticipantAdded", "NoteSent", "ParticipantLeft"]
    actions.leave(conversation, ana)
    with pytest.raises(Refused, match="Everybody else has left"):
        make.private_note(conversation, ben)


def test_nobody_but_the_participants_changes_a_note_not_even_administrators(ana, ben):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    conversation = make.private_conversation(ana, ben)
    note = conversation.notes.get()
    for change in (
        lambda: make.private_note(conversation, boss),
        lambda: actions.edit(note, boss, source="x", version=1, why="Rude"),
        lambda: actions.delete(note, boss),
        lambda: actions.notes.hide(note, boss, why="Rude"),
    ):
        with pytest.raises(Refused):
            change()


def test_what_everybody_left_is_deleted_after_a_month(ana, ben):
    conversation, other = make.private_conversation(ana, ben), make.private_conversation(ben, ana)
    for member in (ana, ben):
        actions.leave(conversation, member)
    PrivateConversation.objects.delete_abandoned()
    assert PrivateConversation.objects.count() == 2
    long_ago = timezone.now() - timedelta(days=31)
    PrivateConversation.objects.exclude(abandoned_at=None).update(abandoned_at=long_ago)
    PrivateConversation.objects.delete_abandoned()
    assert PrivateConversation.objects.get() == other
    assert PrivateNote.objects.count() == 1
