"""Several tabs at the same moment, on both databases: one wins, and the others get a conflict."""

import uuid

import pytest

from accounts.models import Member
from forum.drafts import actions, targets
from forum.drafts.models import Draft
from tests import factories as make
from tests.forum.test_concurrency import run_at_once


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("begun", [False, True])
def test_of_ten_simultaneous_saves_one_wins_and_nine_get_a_conflict(begun):
    ana, topic = make.member(), make.topic()
    target = targets.find_target(topic.stream_name, ana)
    if begun:
        actions.save(ana, target, sequence=0, source="Begun")
    texts = [f"From tab {tab}" for tab in range(10)]
    saved = run_at_once(
        [
            lambda text=text: actions.save(ana, target, sequence=int(begun), source=text)
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
def test_simultaneous_saves_and_discards_all_update_the_draft_places():
    ana, topics = make.member(), [make.topic() for _ in range(8)]
    targets_of_topics = [targets.find_target(topic.stream_name, ana) for topic in topics]
    run_at_once(
        [
            lambda target=target: actions.save(ana, target, sequence=0, source="Begun")
            for target in targets_of_topics
        ]
    )
    run_at_once(
        [
            lambda target=target: actions.discard(ana, target.place, sequence=1)
            for target in targets_of_topics[:4]
        ]
    )
    assert sorted(Member.objects.get(pk=ana.pk).draft_places) == sorted(
        target.place for target in targets_of_topics[4:]
    )


@pytest.mark.usefixtures("database")
def test_a_save_and_the_reply_at_the_same_moment_leave_no_draft():
    ana, topic = make.member(), make.topic()
    target = targets.find_target(topic.stream_name, ana)
    for _ in range(5):
        nonce = uuid.uuid4()
        run_at_once(
            [
                lambda nonce=nonce: actions.save(
                    ana, target, sequence=0, source="Done", nonce=nonce
                ),
                lambda nonce=nonce: make.post(topic, ana, "Done", nonce=nonce),
            ]
        )
        actions.close_published(
            ana.pk, target.place, nonce=str(nonce), source="Done"
        )  # as the worker does again
        assert not Draft.objects.open_of(ana).exists()
