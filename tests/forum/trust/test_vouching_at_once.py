"""Two facilitators, or one with two tabs, vouch at the same moment."""

from functools import partial

import pytest

from accounts.models import Member
from accounts.trust_levels import TrustLevel
from collective_brain.event_log.models import Event
from forum.trust import actions
from forum.trust.models import Vouch
from tests import factories as make
from tests.forum.test_concurrency import run_at_once

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def chair():
    chair = make.member("chair")
    make.theme(facilitators=(chair, make.member("deputy")))
    return Member.objects.get(pk=chair.pk)


def test_the_number_of_a_day_is_limited(chair, settings):
    settings.VOUCHES_A_DAY = 2
    new = [make.member(f"new{n}", trust_level=TrustLevel.NEW) for n in range(4)]

    answers = run_at_once([partial(actions.vouch, one, by=chair, why="Turin.") for one in new])
    refusals = {str(answer) for answer in answers if answer}
    assert Vouch.objects.count() == 2
    assert refusals == {"You can vouch for 2 members in a day. Please try again tomorrow."}


def test_two_facilitators_vouch_for_the_same_member_once(chair):
    ana, deputy = (
        make.member("ana", trust_level=TrustLevel.NEW),
        Member.objects.get(handle="deputy"),
    )
    run_at_once([partial(actions.vouch, ana, by=one, why="Turin.") for one in (chair, deputy)])
    assert Vouch.objects.count() == Event.objects.filter(name="MemberVouched").count() == 1
    assert Member.objects.get(pk=ana.pk).trust_level == TrustLevel.MEMBER
