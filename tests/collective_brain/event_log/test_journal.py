"""Nothing that heard about a write is lost."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from collective_brain import event_log
from collective_brain.event_log import tasks
from collective_brain.event_log.models import MOST_ATTEMPTS, Event
from collective_brain.event_log.tasks import hear

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class LanternLit:
    lantern_id: int
    by: int


@pytest.fixture
def heard(monkeypatch):
    """What was heard: (who, event). The name of who fails is in `heard.failing`."""

    class Heard(list):
        failing: set[str] = set()

        def listener(self, name):
            def listen(event):
                if name in self.failing:
                    raise ValueError(f"{name} is ill")
                self.append((name, event))

            return listen

    heard = Heard()
    at_once, later = (
        [heard.listener("watchman")],
        [heard.listener("clerk"), heard.listener("archivist")],
    )
    monkeypatch.setitem(event_log._heard_by, LanternLit, (at_once, later))
    monkeypatch.setitem(event_log._class_of, "LanternLit", LanternLit)
    return heard


def light():
    with transaction.atomic():
        event_log.record(LanternLit(7, by=1))
    return Event.objects.latest("pk")


def test_an_event_is_stored_with_the_write(heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        event_log.record(LanternLit(7, by=1))
        raise ZeroDivisionError
    assert not Event.objects.exists()


def test_recording_outside_a_transaction_is_a_mistake(heard, django_db_blocker):
    connection = transaction.get_connection()
    connection.in_atomic_block, was = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            event_log.record(LanternLit(7, by=1))
    finally:
        connection.in_atomic_block = was


def test_who_listens_at_once_hears_after_the_commit(heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        light()
        assert heard == []
    assert heard == [("watchman", LanternLit(7, by=1))]


def test_the_worker_tells_the_others(heard):
    event = light()
    hear.func(event.pk)
    event.refresh_from_db()
    assert [name for name, _event in heard] == ["clerk", "archivist"]
    assert event.done_at


def test_one_failure_stops_no_other_and_is_tried_again(heard):
    heard.failing = {"clerk"}
    event = light()
    hear.func(event.pk)
    event.refresh_from_db()
    assert [name for name, _event in heard] == ["archivist"]
    assert event.done_at is None and "clerk is ill" in event.error
    heard.failing = set()
    hear.func(event.pk)
    event.refresh_from_db()
    assert event.done_at and event.error == ""


def test_the_sweep_queues_what_is_overdue_and_nothing_else(heard):
    overdue, fresh = light(), light()
    Event.objects.filter(pk=overdue.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert Event.objects.sweep() == 1
    overdue.refresh_from_db()
    assert overdue.due_at > timezone.now() and fresh.done_at is None
    assert Event.objects.sweep(everything=True) == 2


def test_a_long_queue_is_not_made_longer(heard, monkeypatch):
    monkeypatch.setattr(tasks, "MOST_SWEPT", 3)
    for _ in range(3):
        light()
    Event.objects.update(due_at=timezone.now())
    for _round in range(2):
        tasks.beat.func()
    assert tasks.DBTaskResult.objects.ready().filter(task_path=hear.module_path).count() == 3


def test_pauses_grow_and_the_tenth_failure_is_the_last(heard):
    heard.failing = {"clerk"}
    event, pauses = light(), []
    for _attempt in range(MOST_ATTEMPTS):
        hear.func(event.pk)
        event.refresh_from_db()
        pauses.append(event.due_at - timezone.now())
    assert pauses[0] < pauses[1] < pauses[2]
    assert Event.objects.sweep(everything=True) == 0
    assert "clerk is ill" in event.error


def test_an_event_that_the_site_no_longer_knows_is_left_with_its_reason(heard):
    event = light()
    Event.objects.filter(pk=event.pk).update(name="LanternStolen")
    hear.func(event.pk)
    event.refresh_from_db()
    assert event.attempts == 1 and not event.done_at and "LanternStolen" in event.error


def test_done_events_are_kept_for_thirty_days(heard):
    old, fresh = light(), light()
    for event in (old, fresh):
        hear.func(event.pk)
    Event.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(days=31))
    Event.objects.prune()
    assert list(Event.objects.all()) == [fresh]
