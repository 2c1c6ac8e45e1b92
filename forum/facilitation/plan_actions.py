"""Unpin, close and reopen a topic at a moment that a facilitator has chosen (decision 88)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import recording
from accounts.models import Member
from collective_brain.errors import Refused
from forum.facilitation.actions import change_as_facilitator
from forum.topics.events import (
    PlannedEvent,
    TopicClosed,
    TopicPlanned,
    TopicReopened,
    TopicUnpinned,
)
from forum.topics.models import Topic
from forum.topics.rules import merged_sentence

LONGEST = timedelta(days=2 * 366)  # from now to a planned change
BATCH = 100  # topics in one round of the worker
MAX_PLANS = 3  # of one topic


def plan_changes(
    topic: Topic,
    member: Member,
    *,
    pinned_until: datetime | None,
    closes_at: datetime | None,
    reopens_at: datetime | None,
) -> Topic:
    """Choose when `topic` is unpinned, closed and reopened. None: not planned.

    A topic with a `pinned_until` is pinned now. Raises Refused.
    """
    plans = {"pinned_until": pinned_until, "closes_at": closes_at, "reopens_at": reopens_at}
    with change_as_facilitator(topic, member) as topic:
        if topic.plans != plans:
            if refusal := _refuse_plans(topic, plans):
                raise Refused(refusal)
            before = _as_json(topic.plans)
            _store(topic, plans)
            topic.planned_by = member
            event = TopicPlanned(topic.pk, by=member.pk, mark=topic.next_mark())
            recording.record(event, topic.act_target, before=before, after=_as_json(plans))
    return topic


def apply_due_plans() -> None:
    """Periodic task: do what is due. Safe to repeat, because each plan is looked at under a lock.

    After an outage, several plans of one topic may be due: they are done in the order of their
    moments.
    """
    for topic_id in list(Topic.objects.with_due_plan().values_list("pk", flat=True)[:BATCH]):
        for _plan in range(MAX_PLANS):
            _apply_next_plan(topic_id)


def _refuse_plans(topic: Topic, plans: dict[str, datetime | None]) -> str:
    if topic.merged_into_id:
        return merged_sentence()
    now = timezone.now()
    for moment in filter(None, plans.values()):
        if not now < moment < now + LONGEST:
            return _("Choose a time in the future, at most two years from now.")
    closes_at, reopens_at = plans["closes_at"], plans["reopens_at"]
    if topic.closed_at:
        if closes_at and not (reopens_at and reopens_at < closes_at):
            return _("This topic is closed already. Before it can close again, it must reopen.")
    elif reopens_at and not closes_at:
        return _("This topic is open. Before it can reopen, it must close.")
    elif closes_at and reopens_at and reopens_at <= closes_at:
        return _("Choose a time for reopening that is after the time of closing.")
    return ""


def _store(topic: Topic, plans: dict[str, datetime | None]) -> None:
    """Store the planned moments. An empty one clears only a plan that is still to come."""
    planned = topic.plans
    for field, moment in plans.items():
        if moment or planned[field]:
            setattr(topic, field, moment)
    topic.pinned = topic.pinned or bool(topic.pinned_until)


def _as_json(plans: dict[str, datetime | None]) -> dict[str, str | None]:
    return {field: moment.isoformat() if moment else None for field, moment in plans.items()}


@transaction.atomic(durable=True)
def _apply_next_plan(topic_id: int) -> None:
    """Do what is due first, if anything is."""
    topic = Topic.objects.locked(topic_id)
    if due := topic.due_plan(timezone.now()):
        event_class = _apply(topic, *due)
        by = topic.planned_by_id or topic.author_id
        event = event_class(topic.pk, by=by, mark=topic.next_mark(), planned=True)
        recording.record(event, topic.act_target, is_automatic=True)
        topic.save()


def _apply(topic: Topic, moment: datetime, field: str) -> type[PlannedEvent]:
    if field == "pinned_until":
        topic.pinned, topic.pinned_until = False, None
        return TopicUnpinned
    if field == "closes_at":
        topic.close(moment)
        return TopicClosed
    topic.reopen(moment)
    return TopicReopened
