"""Index rows that have no entry, for example on a site from before there was a search.

A queued batch that gets lost does no harm: the next start of the site queues a new one.
"""

import time

from django_tasks import task

from forum.search import indexing

SECONDS_AT_START = 1.0


def index_briefly_then_enqueue() -> None:
    """Index for SECONDS_AT_START seconds, so that the start is quick. The worker does the rest."""
    deadline = time.monotonic() + SECONDS_AT_START
    while indexing.add_missing_entries():
        if time.monotonic() > deadline:
            index_next_batch.enqueue()
            return


@task()
def index_next_batch() -> None:
    """Index one batch and queue the next, so that other tasks run in between."""
    if indexing.add_missing_entries():
        index_next_batch.enqueue()
