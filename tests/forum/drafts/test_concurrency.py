"""Two tabs at the same moment, on both databases: one is first, the other is told, and nothing is lost."""

import uuid

import pytest

from accounts.models import Member
from forum.drafts import actions, targets
from forum.drafts.models import Draft
from tests import factories as make
from tests.forum.test_concurrency import run_at_once


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("begun", [False, True])
def test_of_ten_tabs_one_is_first_and_nine_are_told(begun):
    ana, topic = make.member(), make.topic()
    place = targets.find_target(topic.stream_name, ana)
    if begun:
        actions.save(ana, place, sequence=0, source="Begun")
    texts = [f"From tab {tab}" for tab in range(10)]
    saved = run_at_once(
        [
            lambda text=text: actions.save(ana, place, sequence=int(begun), source=text)
            for text in texts
        ]
    )
    assert sorted(type(one).__name__ for one in saved) == ["Draft", *["DraftConflict"] * 9]
    draft = Draft.objects.get()
    assert draft.fields["source"] in texts and draft.sequence == 1 + begun
    assert {
        one.draft.fields["source"] for one in saved if isinstance(one, actions.DraftConflict)
    } == {draft.fields["source"]}


@pytest.mark.usefixtures("database")
def test_drafts_in_many_places_at_once_are_all_known_to_the_member():
    ana, topics = make.member(), [make.topic() for _ in range(8)]
    found = [targets.find_target(topic.stream_name, ana) for topic in topics]
    run_at_once(
        [
            lambda place=place: actions.save(ana, place, sequence=0, source="Begun")
            for place in found
        ]
    )
    run_at_once(
        [lambda place=place: actions.discard(ana, place.place, sequence=1) for place in found[:4]]
    )
    assert sorted(Member.objects.get(pk=ana.pk).draft_places) == sorted(
        place.place for place in found[4:]
    )


@pytest.mark.usefixtures("database")
def test_a_save_and_the_reply_itself_at_once_leave_no_draft():
    ana, topic = make.member(), make.topic()
    place = targets.find_target(topic.stream_name, ana)
    for _ in range(5):
        nonce = uuid.uuid4()
        run_at_once(
            [
                lambda nonce=nonce: actions.save(
                    ana, place, sequence=0, source="Done", nonce=nonce
                ),
                lambda nonce=nonce: make.post(topic, ana, "Done", nonce=nonce),
            ]
        )
        actions.close_published(
            ana.pk, place.place, nonce=str(nonce), source="Done"
        )  # as the worker does again
        assert not Draft.objects.open_of(ana).exists()
