"""During an outage one caller at a time waits for a server, and the log has two lines about it."""

import logging

from collective_brain.outages import Outage


def test_one_caller_tries_again_after_the_pause():
    outage = Outage("Redis", retry_after=0)
    outage.begin(OSError("gone"))
    assert outage.may_try()
    paused = Outage("Redis", retry_after=60)
    paused.begin(OSError("gone"))
    assert not paused.may_try()
    paused.end()
    assert paused.may_try()


def test_the_log_has_one_line_for_the_beginning_and_one_for_the_end(caplog):
    outage = Outage("Redis")
    with caplog.at_level(logging.WARNING):
        assert [outage.begin(OSError("gone")) for _ in range(3)] == [True, False, False]
        outage.end()
        outage.end()
    assert [record.message for record in caplog.records] == [
        "Redis does not answer: gone",
        "Redis answers again after 0 s.",
    ]
