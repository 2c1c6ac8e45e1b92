"""The index of a site that had none: what is quick at once, the rest behind the pages, batch by batch."""

import time

from django_tasks import task

from forum.search import index

QUICK = 1.0  # seconds that a start may take for it


def fill_in_what_is_quick() -> None:
    deadline = time.monotonic() + QUICK
    while index.keep_missing():
        if time.monotonic() > deadline:
            fill_in.enqueue()
            return


@task()
def fill_in() -> None:
    """Write one batch of what is missing, and queue the next, so that other tasks come in between."""
    if index.keep_missing():
        fill_in.enqueue()
