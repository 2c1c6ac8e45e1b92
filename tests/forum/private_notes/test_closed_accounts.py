"""What remains of a member in private conversations, and what they get as a copy."""

import pytest

from accounts import actions as people
from forum.exports.tables import tables
from forum.private_notes import actions
from forum.private_notes.models import Participant, PrivateConversation
from forum.uploads.models import Upload
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.member("ana")


@pytest.fixture
def ben():
    return make.member("ben")


def test_notes_stay_under_a_former_member_and_mentions_go(ana, ben):
    conversation = make.private_conversation(ana, ben, subject="Ask @ana")
    make.private_note(conversation, ben, "Thanks, @ana.")
    people.close_account(ana, by=ana)
    run_event_listeners()
    conversation = PrivateConversation.objects.get()
    assert [each.member for each in conversation.present] == [ben]
    first, second = conversation.notes.order_by("number")
    assert first.source == "Between us." and first.author.get_full_name() == "a former member"
    assert "@ana" not in conversation.subject + second.source + second.html


def test_notes_are_emptied_for_who_chose_that(ana, ben):
    conversation = make.private_conversation(ana, ben, subject="Salaries")
    make.private_note(conversation, ben)
    people.close_account(ana, by=ana, empties_texts=True)
    run_event_listeners()
    conversation.refresh_from_db()
    first, second = conversation.notes.order_by("number")
    assert (first.source, first.html, conversation.subject) == ("", "", "")
    assert first.is_removed and not second.is_removed


def test_the_copy_of_what_is_mine_has_my_notes_and_who_takes_part(ana, ben):
    cora, conversation = make.member("cora"), make.private_conversation(ana, ben)
    make.private_note(conversation, ben, "Mine.")
    rows = {table.model.__name__: table for table in tables()}

    def copy_of(member, model: str, column: str) -> list:
        return list(rows[model].rows_of(member.pk).values_list(column, flat=True))

    assert copy_of(ben, "PrivateNote", "source") == ["Mine."]
    assert copy_of(ben, "Participant", "member__handle") == ["ana", "ben"]
    assert not {"read_up_to", "is_muted"} & set(rows["Participant"].columns())
    actions.leave(conversation, ben)
    actions.add(conversation, ana, added=cora)
    assert copy_of(ben, "Participant", "member__handle") == []
    assert copy_of(ben, "PrivateNote", "source") == ["Mine."]


def test_a_file_of_a_note_is_read_by_those_who_take_part(ana, ben):
    conversation, boss = make.private_conversation(ana, ben), make.member("boss", is_staff=True)
    upload = make.upload(ana)
    note = make.private_note(conversation, ana, f"[plan](/uploads/{upload.key}/plan.pdf)")

    def readers() -> list[str]:
        return [one.handle for one in (ana, ben, boss) if Upload.objects.readable_by(one).exists()]

    assert readers() == ["ana", "ben"]
    actions.delete(note, ana)
    assert readers() == ["ana"]
    actions.restore(note, ana)
    actions.leave(conversation, ben)
    assert readers() == ["ana"]
    assert Participant.objects.count() == 2
