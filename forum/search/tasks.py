"""The index of a site that had none: what is quick at once, the rest behind the pages, batch by batch."""

import time

from django_tasks import task

from forum.search import indexing

SECONDS_AT_START = 1.0  # seconds that a start may take for it


def index_missing_rows() -> None:
    deadline = time.monotonic() + SECONDS_AT_START
    while indexing.add_missing_entries():
        if time.monotonic() > deadline:
            index_next_batch.enqueue()
            return


@task()
def index_next_batch() -> None:
    """Write one batch of what is missing, and queue the next, so that other tasks come in between."""
    if indexing.add_missing_entries():
        index_next_batch.enqueue()
