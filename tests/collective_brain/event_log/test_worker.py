"""The worker's loop outlives what goes wrong in it."""

import errno
import threading

import pytest

from collective_brain.event_log import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_full_disk_only_pauses_it(monkeypatch, caplog):
    stop, begun = threading.Event(), []

    class Stumbling:
        def run(self):
            begun.append(1)
            if len(begun) == 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            stop.set()

    monkeypatch.setattr(worker, "_worker", Stumbling)
    looping = threading.Thread(target=worker.run, args=[stop])
    looping.start()
    looping.join(timeout=10)
    assert not looping.is_alive() and len(begun) == 2
    assert "the worker starts again" in caplog.text
