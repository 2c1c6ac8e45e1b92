"""The check of events that the worker gave up."""

from collections.abc import Iterator

from django.db.models import QuerySet

from collective_brain.doctor import Problem, RowCheck
from collective_brain.event_log.models import Event


def find_given_up(events: "QuerySet[Event]") -> Iterator[Problem]:
    for event in events:
        cause = (event.error.strip().splitlines() or ["without an error"])[-1]
        yield Problem(
            event.pk, f"Event {event.pk} {event.name} failed {event.attempts} times ({cause[:200]})"
        )


def _try_again(keys: list[int]) -> None:
    Event.objects.filter(pk__in=keys).try_again()


CHECKS = [
    RowCheck(
        "events-given-up",
        rows=Event.objects.given_up,
        find=find_given_up,
        repair=_try_again,
        repair_sentence="lets the worker try it again",
    )
]
