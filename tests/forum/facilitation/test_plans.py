"""A topic is unpinned, closed and reopened at the moment that a facilitator chose."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.acts.models import Act
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.facilitation import actions, plan_actions
from forum.notifications.models import Notification
from forum.topics.models import Topic
from tests import factories as make
from tests.forum.search.searching import run_event_listeners

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def chair():
    return make.member("chair")


@pytest.fixture
def topic(chair):
    return make.topic(within=make.theme("care", facilitators=(chair,)))


def plan(topic, member, *, pinned_until=None, closes_at=None, reopens_at=None):
    return plan_actions.plan_changes(
        topic, member, pinned_until=pinned_until, closes_at=closes_at, reopens_at=reopens_at
    )


def let_hours_pass(topic, hours):
    """As if the plan had been made so many hours earlier."""
    fields = ("pinned_until", "closes_at", "reopens_at", "closed_at")
    topic.refresh_from_db()
    moments = {field: getattr(topic, field) for field in fields}
    earlier = {field: at - hours * HOUR for field, at in moments.items() if at}
    Topic.objects.filter(pk=topic.pk).update(**earlier)
    plan_actions.apply_due_plans()
    topic.refresh_from_db()


def events():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))[1:]


def test_a_topic_closes_and_reopens_when_planned_and_its_page_says_so(client, topic, chair):
    now = timezone.now()
    plan(topic, chair, closes_at=now + HOUR, reopens_at=now + 3 * HOUR)
    plan_actions.apply_due_plans()
    assert "Closes:" in client.get(topic.get_absolute_url()).content.decode()
    let_hours_pass(topic, 2)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Closed as planned:" in page and "Reopens:" in page
    with pytest.raises(Refused, match="This topic is closed"):
        make.post(topic)
    let_hours_pass(topic, 2)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Reopened as planned:" in page and "Closed" not in page
    assert make.post(topic).number == 2
    assert events() == ["TopicPlanned", "TopicClosed", "TopicReopened", "PostPublished"]
    assert Event.objects.get(name="TopicClosed").body["planned"] is True
    act = Act.objects.get(verb="TopicClosed")
    assert (act.by, act.is_automatic) == (chair, True)


def test_plans_that_became_due_in_an_outage_are_done_in_their_order(topic, chair):
    actions.set_closed(topic, chair, closed=True)
    now = timezone.now()
    plan(topic, chair, reopens_at=now + HOUR, closes_at=now + 2 * HOUR)
    let_hours_pass(topic, 5)
    assert events() == ["TopicClosed", "TopicPlanned", "TopicReopened", "TopicClosed"]
    assert topic.closed_as_planned and not any(topic.plans.values())


def test_a_pin_ends_when_planned_and_a_second_round_changes_nothing(topic, chair):
    assert plan(topic, chair, pinned_until=timezone.now() + HOUR).pinned
    let_hours_pass(topic, 2)
    mark = topic.last_mark
    assert not topic.pinned and topic.pinned_until is None
    plan_actions.apply_due_plans()
    topic.refresh_from_db()
    assert (topic.last_mark, events()) == (mark, ["TopicPlanned", "TopicUnpinned"])


def test_only_the_author_is_notified_of_a_planned_closing(topic, chair):
    plan(topic, chair, closes_at=timezone.now() + HOUR)
    let_hours_pass(topic, 2)
    run_event_listeners()
    assert list(Notification.objects.values_list("member", "kind")) == [(topic.author_id, "closed")]
    assert topic.post_count == 1


def test_an_act_by_hand_ends_the_plan_that_it_does_earlier(topic, chair):
    now = timezone.now()
    plan(topic, chair, pinned_until=now + HOUR, closes_at=now + HOUR, reopens_at=now + 2 * HOUR)
    actions.set_pinned(topic, chair, pinned=False)
    closed = actions.set_closed(topic, chair, closed=True)
    assert closed.plans == {
        "pinned_until": None,
        "closes_at": None,
        "reopens_at": now + 2 * HOUR,
    }
    assert not any(actions.set_closed(topic, chair, closed=False).plans.values())


def test_a_plan_is_taken_back_by_empty_fields_and_repeated_without_an_event(topic, chair):
    now = timezone.now()
    fields = {"closes_at": now + HOUR, "reopens_at": now + 2 * HOUR}
    plan(topic, chair, **fields)
    mark = plan(topic, chair, **fields).last_mark
    assert (mark, events()) == (2, ["TopicPlanned"])
    assert not any(plan(topic, chair).plans.values())


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ({"closes_at": -1}, "Choose a time in the future"),
        ({"pinned_until": 24 * 800}, "Choose a time in the future"),
        ({"reopens_at": 1}, "Before it can reopen, it must close"),
        ({"reopens_at": 1, "closes_at": 2}, "after the time of closing"),
    ],
)
def test_a_plan_that_cannot_be_done_is_refused(topic, chair, hours, sentence):
    fields = {field: timezone.now() + count * HOUR for field, count in hours.items()}
    with pytest.raises(Refused, match=sentence):
        plan(topic, chair, **fields)
    assert events() == []


def test_only_a_facilitator_plans(topic):
    with pytest.raises(Refused, match="Only a facilitator"):
        plan(topic, make.member(), closes_at=timezone.now() + HOUR)


def test_a_time_is_typed_in_the_zone_of_the_facilitator_and_kept_when_refused(client, topic, chair):
    type(chair).objects.filter(pk=chair.pk).update(time_zone="Africa/Nairobi")
    client.force_login(chair)
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d")
    client.post(f"/topics/{topic.pk}/plan/", {"closes_at": f"{tomorrow}T10:30"})
    topic.refresh_from_db()
    assert topic.closes_at == datetime.fromisoformat(f"{tomorrow}T07:30Z")
    page = client.get(f"/topics/{topic.pk}/manage/").content.decode()
    assert f'value="{tomorrow}T10:30"' in page and "Time zone: Nairobi" in page
    refused = client.post(f"/topics/{topic.pk}/plan/", {"reopens_at": "2020-05-03 08:15"})
    assert refused.status_code == 422 and "2020-05-03 08:15" in refused.content.decode()
