"""kill -9, while people write."""

import time

from bench.drills.participants import Participants, Row
from bench.drills.sites import DrillSite

AT_WORK = 1.5  # seconds before each blow


def kill(site: DrillSite, part: str, times: int) -> Row:
    """The part is killed and started again; whole again counts from the kill."""
    with Participants(site) as participants:
        for _ in range(times):
            time.sleep(AT_WORK)
            site.kill(part)
            since = time.monotonic()
            site.begin(part)
            participants.until_whole(since)
        return participants.row(f"kill -9: {part}", times)
