"""No listener misses a write."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collective_brain import event_log
from collective_brain.event_log import models, tasks, time_shares, worker
from collective_brain.event_log.models import MAX_ATTEMPTS, Event, Heartbeat, retry_delay

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class LanternLit:
    lantern_id: int
    by: int


class Calls(list):
    """Pairs of a listener's name and the event; the listeners in `failing` raise an error."""

    def __init__(self) -> None:
        super().__init__()
        self.failing: set[str] = set()

    def listener(self, name):
        def listen(event):
            if name in self.failing:
                raise ValueError(f"{name} fails")
            self.append((name, event))

        listen.__name__ = name
        return listen


@pytest.fixture
def calls(monkeypatch):
    time_shares.clear()
    calls = Calls()
    listeners = event_log.Listeners(
        after_commit=[calls.listener("guard")],
        by_worker=[calls.listener("clerk"), calls.listener("archivist")],
    )
    monkeypatch.setitem(event_log._listeners_by_event, LanternLit, listeners)
    monkeypatch.setitem(event_log._event_class_by_name, "LanternLit", LanternLit)
    return calls


def record_event():
    with transaction.atomic():
        event_log.record(LanternLit(7, by=1))
    return Event.objects.latest("pk")


def run_listeners(event):
    tasks.run_listeners.func(event.pk)
    event.refresh_from_db()


def queued_tasks(task_path=tasks.run_listeners.module_path):
    return tasks.DBTaskResult.objects.ready().filter(task_path=task_path)


def test_an_event_is_rolled_back_with_its_write(calls):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        event_log.record(LanternLit(7, by=1))
        raise ZeroDivisionError
    assert not Event.objects.exists()


def test_an_event_cannot_be_recorded_outside_a_transaction(calls, django_db_blocker):
    connection = transaction.get_connection()
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            event_log.record(LanternLit(7, by=1))
    finally:
        connection.in_atomic_block = before


def test_after_commit_listeners_run_after_the_commit(calls, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record_event()
        assert calls == []
    assert calls == [("guard", LanternLit(7, by=1))]


def test_the_worker_runs_the_other_listeners(calls):
    event = record_event()
    run_listeners(event)
    assert [name for name, _event in calls] == ["clerk", "archivist"]
    assert event.done_at


def test_a_failed_listener_stops_no_other_and_runs_again(calls):
    calls.failing = {"clerk"}
    event = record_event()
    run_listeners(event)
    assert [name for name, _event in calls] == ["archivist"]
    assert event.done_at is None and "clerk fails" in event.error
    calls.failing = set()
    run_listeners(event)
    assert event.done_at and event.error == ""


@pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=3)])
def test_events_from_before_the_clock_was_set_back_are_overdue(calls, back):
    """They would wait until the clock has caught up. They are enqueued once, not in every round."""
    event = record_event()
    Event.objects.filter(pk=event.pk).update(due_at=event.due_at + back)
    assert Event.objects.enqueue_overdue() == 1
    assert Event.objects.enqueue_overdue() == 0


@pytest.mark.parametrize("attempts", [0, 5, 9])
def test_an_event_that_waits_for_its_next_attempt_is_not_overdue(calls, attempts):
    event = record_event()
    Event.objects.filter(pk=event.pk).update(due_at=timezone.now() + retry_delay(attempts))
    assert Event.objects.enqueue_overdue() == 0


def test_a_heartbeat_from_the_future_is_no_sign_of_life():
    """The clock was set back by two hours after the worker had died."""
    now = timezone.now()
    Heartbeat.objects.create(worker="dead:1", seen_at=now + timedelta(hours=2))
    assert event_log.last_heartbeat() is None
    Heartbeat.objects.create(worker="silent:1", seen_at=now - timedelta(minutes=5))
    assert event_log.last_heartbeat() == now - timedelta(minutes=5)
    Heartbeat.objects.create(worker="alive:1", seen_at=now)
    assert event_log.last_heartbeat() == now


def test_maintenance_deletes_heartbeats_from_the_future():
    Heartbeat.objects.create(worker="dead:1", seen_at=timezone.now() + timedelta(hours=2))
    tasks.run_maintenance.call()
    assert "dead:1" not in Heartbeat.objects.values_list("worker", flat=True)


def test_only_overdue_events_are_enqueued_again(calls):
    overdue, fresh = record_event(), record_event()
    Event.objects.filter(pk=overdue.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert Event.objects.enqueue_overdue() == 1
    overdue.refresh_from_db()
    assert overdue.due_at > timezone.now() and fresh.done_at is None
    assert Event.objects.enqueue_unfinished() == 2


def test_a_long_queue_does_not_grow(calls, monkeypatch):
    monkeypatch.setattr(tasks, "MAX_ENQUEUED", 3)
    for _ in range(5):
        record_event()
    queued_tasks().delete()
    Event.objects.update(due_at=timezone.now())
    for _round in range(2):
        tasks.run_maintenance.func()
    assert queued_tasks().count() == 3


@pytest.mark.parametrize(
    "unknown_path", ["forum.journal.tasks.hear", "collective_brain.event_log.tasks.hear"]
)
def test_maintenance_delivers_an_event_that_an_older_release_queued(calls, unknown_path):
    """The queue of an older release names a task function that no longer exists."""
    event = record_event()
    queued_tasks().update(task_path=unknown_path)
    run_queue()
    event.refresh_from_db()
    assert calls == [] and event.done_at is None
    Event.objects.update(due_at=timezone.now())  # its minute is over
    tasks.run_maintenance.func()
    run_queue()
    event.refresh_from_db()
    assert [name for name, _event in calls] == ["clerk", "archivist"]
    assert event.done_at


def run_queue():
    """Run all tasks of the queue as the worker does, on the connection of this test."""
    loop = worker._new_worker("default")
    for queued_task in list(tasks.DBTaskResult.objects.ready()):
        queued_task.claim(loop.worker_id)
        loop.run_task(queued_task)


def test_delays_grow_and_the_tenth_failure_is_the_last(calls):
    calls.failing = {"clerk"}
    event, delays = record_event(), []
    for _attempt in range(MAX_ATTEMPTS):
        run_listeners(event)
        delays.append(event.due_at - timezone.now())
    assert delays[0] < delays[1] < delays[2]
    assert Event.objects.enqueue_unfinished() == 0
    assert "clerk fails" in event.error


def test_an_event_with_an_unknown_name_stays_with_its_error(calls):
    event = record_event()
    Event.objects.filter(pk=event.pk).update(name="LanternStolen")
    run_listeners(event)
    assert event.attempts == 1 and not event.done_at and "LanternStolen" in event.error


@pytest.fixture
def long_job(calls, monkeypatch):
    """The archivist needs five pieces, and the worker stops after each."""
    pieces = []

    def archivist(event, after):
        for piece in range((after or [0])[0] + 1, 6):
            if piece in calls.failing:
                raise ValueError(f"piece {piece} fails")
            pieces.append(piece)
            yield [piece, "any JSON"]

    monkeypatch.setattr(models, "SLICE_SECONDS", -1)
    listeners = event_log.Listeners(by_worker=[calls.listener("clerk"), archivist])
    monkeypatch.setitem(event_log._listeners_by_event, LanternLit, listeners)
    return pieces


def test_a_long_job_lets_other_events_pass_and_then_continues(calls, long_job):
    long_event, other = record_event(), record_event()
    Event.objects.filter(pk=other.pk).update(name="LanternSold")
    run_listeners(long_event)
    assert long_job == [1] and not long_event.done_at and long_event.attempts == 0
    first, second, last = DBTaskResult.objects.ready()
    assert [task.args_kwargs["args"] for task in (second, last)] == [[other.pk], [long_event.pk]]
    while not long_event.done_at:
        tasks.run_listeners_as_last.func(long_event.pk)
        long_event.refresh_from_db()
    assert long_job == [1, 2, 3, 4, 5] and calls == [("clerk", LanternLit(7, by=1))]
    assert long_event.progress == {}


def test_a_long_job_that_fails_continues_at_the_piece_that_failed(calls, long_job):
    event, calls.failing = record_event(), {3}
    for _slice in range(3):
        run_listeners(event)
    assert "piece 3 fails" in event.error and event.attempts == 1
    calls.failing = set()
    while not event.done_at:
        run_listeners(event)
    assert long_job == [1, 2, 3, 4, 5] and event.error == ""


def test_a_member_who_has_used_their_share_waits_for_the_others(calls, monkeypatch):
    heavy, light = record_event(), record_event()
    Event.objects.filter(pk=light.pk).update(body={"lantern_id": 8, "by": 2})
    monkeypatch.setattr(time_shares, "SHARE_SECONDS", 0.0)
    with time_shares.charge_worker_time(1):
        pass
    run_queue()
    assert [event.lantern_id for _name, event in calls] == [8, 8]
    run_queue()
    heavy.refresh_from_db()
    assert [event.lantern_id for _name, event in calls] == [8, 8, 7, 7] and heavy.done_at


def test_events_behind_the_others_finish_while_more_of_them_arrive(calls, monkeypatch):
    """Four members who wrote without a pause kept the worker from every event that waited."""
    monkeypatch.setattr(time_shares, "SHARE_SECONDS", 0.0)
    with time_shares.charge_worker_time(1):
        pass
    events = [record_event() for _ in range(2 * time_shares.EVENTS_PER_TURN)]
    for event in events:
        run_listeners(event)
    done = [event for event in events if Event.objects.get(pk=event.pk).done_at]
    assert done == events[:2]


def test_an_event_that_failed_is_not_tried_again_before_its_time(calls, monkeypatch):
    monkeypatch.setattr(time_shares, "SHARE_SECONDS", 0.0)
    calls.failing = {"clerk"}
    failed = record_event()
    run_listeners(failed)
    calls.failing = set()
    for _ in range(time_shares.EVENTS_PER_TURN):
        run_listeners(record_event())
    failed.refresh_from_db()
    assert failed.attempts == 1 and not failed.done_at


def test_maintenance_enqueues_no_event_twice(calls):
    record_event()
    Event.objects.update(due_at=timezone.now())
    for _round in range(2):
        tasks.run_maintenance.func()
    assert queued_tasks().count() == 1


def test_finished_events_are_kept_for_thirty_days(calls):
    old, fresh = record_event(), record_event()
    for event in (old, fresh):
        run_listeners(event)
    Event.objects.filter(pk=old.pk).update(done_at=timezone.now() - timedelta(days=31))
    Event.objects.delete_old()
    assert list(Event.objects.all()) == [fresh]
