"""The loop of the worker survives errors."""

import errno
import threading

import pytest

from collective_brain.event_log import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_full_disk_only_pauses_the_worker(monkeypatch, caplog):
    stop, starts = threading.Event(), []

    class FailsOnce:
        def __init__(self, queue):
            self.queue = queue

        def run(self):
            if self.queue != "default":
                stop.wait()
                return
            starts.append(1)
            if len(starts) == 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            stop.set()

    monkeypatch.setattr(worker, "_new_worker", FailsOnce)
    loop = threading.Thread(target=worker.run, args=[stop])
    loop.start()
    loop.join(timeout=10)
    assert not loop.is_alive() and len(starts) == 2
    assert "the worker starts again" in caplog.text
