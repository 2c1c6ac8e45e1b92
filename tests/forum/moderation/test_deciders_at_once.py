"""Two people decide about the same appeal at the same moment."""

import uuid

import pytest

from collective_brain.errors import Refused
from forum.moderation import actions
from forum.moderation.models import Appeal, Statement
from forum.topics import actions as topics
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.test_concurrency import run_at_once


@pytest.mark.usefixtures("database")
def test_of_two_deciders_at_once_one_counts():
    chair, deputy, third = make.member("chair"), make.member("deputy"), make.member("third")
    theme, ana = make.theme(facilitators=(chair, deputy, third)), make.member("ana")
    topics.hide(make.post(make.topic(within=theme), ana), chair, why="Spam.")
    run_event_listeners()
    appeal = actions.appeal(Statement.objects.get(), ana, source="No.", nonce=uuid.uuid4())
    answers = run_at_once(
        [
            lambda: actions.decide(appeal, deputy, outcome="upheld", why="Spam."),
            lambda: actions.decide(appeal, third, outcome="changed", why="No spam."),
        ]
    )
    [refusal] = [answer for answer in answers if isinstance(answer, Refused)]
    assert str(refusal).startswith("Already decided by")
    assert Appeal.objects.get().decided_by in (deputy, third)
